using System.IO.Compression;
using System.Runtime.InteropServices;
using Samples;

string[] classes = ["T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"];
using ZipArchive archive = ZipFile.OpenRead(args[0]);
ReadOnlySpan<float> pictures = MemoryMarshal.Cast<byte, float>(Array("image"));
ReadOnlySpan<long> labels = MemoryMarshal.Cast<byte, long>(Array("labels"));

using var model = new Fashion();
int pixels = Fashion.Image.LengthFor(1), right = 0;
float[] logits = new float[Fashion.Logits.LengthFor(1)];
for (int i = 0; i < labels.Length; i++)
{
    model.Run(1, pictures.Slice(i * pixels, pixels), logits);
    int found = logits.AsSpan().IndexOf(logits.Max());
    right += found == labels[i] ? 1 : 0;
    if (i < 5) Console.WriteLine($"picture {i}: {classes[found]}, in truth {classes[labels[i]]}");
}
Console.WriteLine($"{right} of {labels.Length} right");

// The values of an array: what follows the header of an .npy file of version 1.
byte[] Array(string name)
{
    using var bytes = new MemoryStream();
    using (Stream entry = archive.GetEntry($"{name}.npy")!.Open()) entry.CopyTo(bytes);
    byte[] file = bytes.ToArray();
    return file[(10 + BitConverter.ToUInt16(file, 8))..];
}
