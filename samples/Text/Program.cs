using Samples;

const string Vocabulary = "\n !$&',-.3:;?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const int Context = 128;
List<long> text = [.. args[0].Select(c => (long)Vocabulary.IndexOf(c)).Where(id => id >= 0)];

using var model = new Shakespeare();
for (int i = 0; i < 60; i++)
{
    long[] window = [.. text.TakeLast(Context)];
    float[] logits = new float[Shakespeare.Logits.LengthFor(1, window.Length)];
    model.Run(1, window.Length, window, logits);
    ReadOnlySpan<float> last = logits.AsSpan(^Vocabulary.Length..);
    text.Add(last.IndexOf(System.Numerics.Tensors.TensorPrimitives.Max(last)));
}
Console.WriteLine(string.Concat(text.Select(id => Vocabulary[(int)id])));
