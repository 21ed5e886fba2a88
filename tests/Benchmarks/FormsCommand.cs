using System.Diagnostics;
using System.Globalization;
using Qcc.Codegen.Onnx;
using Qcc.Core.Ir;
using Qcc.Core.Text;
using Qcc.Onnx.Runtime;

namespace Qcc.Benchmarks;

/// <summary>
/// CPU time of integer forms in ONNX Runtime, one thread: without arguments of the alternatives of docs/int8-integer.md, else of model files beside each other.
/// Best of seven rounds in turn, so that a busy machine changes it little.
/// </summary>
static class FormsCommand
{
    public static readonly Command Entry = new("forms", "[MODEL.onnx ...]", Run);

    const int Rounds = 7, RoundMs = 150;

    static int Run(string[] arguments, TextWriter output)
    {
        List<Racer> racers = [.. arguments.Length > 0 ? arguments.Select(Racer.OfFile) : Alternatives().Select(a => Racer.OfText(a.Name, a.Text))];
        for (int round = 0; round < Rounds; round++)
        {
            foreach (Racer racer in racers)
            {
                racer.Measure();
            }
        }
        output.WriteLine("| form | ms | ns an element |");
        output.WriteLine("|---|---:|---:|");
        foreach (Racer racer in racers)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {racer.Name} | {racer.BestMs:0.000} | {racer.BestMs * 1e6 / racer.Elements:0.00} |"));
        }
        return 0;
    }

    /// <summary>A loaded model with random inputs.</summary>
    sealed class Racer(string name, OrtSession session, IReadOnlyDictionary<string, Tensor> inputs)
    {
        readonly PreparedRun _run = session.Prepare(inputs);

        public string Name { get; } = name;

        /// <summary>Of the first output.</summary>
        public long Elements { get; } = ElementsOf(session, inputs);

        public double BestMs { get; private set; } = double.MaxValue;

        public static Racer OfFile(string path)
        {
            OrtSession session = OrtSession.Load(path, new OrtSessionOptions { KeepsMemory = true });
            return new(Path.GetFileName(path), session, session.Inputs.ToDictionary(i => i, i => Random(session.InputType(i)!)));
        }

        public static Racer OfText(string name, string text)
        {
            var model = new Model(GraphParser.ParseGraph(text));
            OrtSession session = OrtSession.Load(QdqEmitter.Emit(model, "", ""), new OrtSessionOptions { KeepsMemory = true }, name);
            return new(name, session, model.Graph.Inputs.ToDictionary(i => i.Name, i => Random(i.TensorType!)));
        }

        public void Measure()
        {
            using Process process = Process.GetCurrentProcess();
            TimeSpan start = process.TotalProcessorTime;
            var clock = Stopwatch.StartNew();
            int runs = 0;
            for (; clock.ElapsedMilliseconds < RoundMs; runs++)
            {
                _run.Run();
            }
            process.Refresh();
            BestMs = Math.Min(BestMs, (process.TotalProcessorTime - start).TotalMilliseconds / runs);
        }

        static long ElementsOf(OrtSession session, IReadOnlyDictionary<string, Tensor> inputs)
        {
            using OrtOutputs outputs = session.Run(inputs);
            return outputs.Shape(0).Aggregate(1L, (product, size) => product * size);
        }

        /// <summary>Any bits for codes, accumulators of 17 bits, floats in 0..1; unknown sizes are one.</summary>
        static Tensor Random(TensorType type)
        {
            var random = new Random(1);
            long[] sizes = [.. type.Shape!.Select(d => d.Size ?? 1)];
            long count = sizes.Aggregate(1L, (product, size) => product * size);
            if (type.Element == ElementType.S32)
            {
                return Tensor.Of(type.Element, [.. Enumerable.Range(0, (int)count).Select(_ => random.Next(-65536, 65536))], sizes);
            }
            if (type.Element == ElementType.F32)
            {
                return Tensor.Of([.. Enumerable.Range(0, (int)count).Select(_ => random.NextSingle())], sizes);
            }
            var bytes = new byte[type.Element.ByteSize(count)];
            random.NextBytes(bytes);
            return new Tensor(type.Element, sizes, bytes);
        }
    }

    static IEnumerable<(string Name, string Text)> Alternatives()
    {
        const string Plane = "[1,64,56,56]";
        foreach ((string word, int number) in new[] { ("u64", 13), ("u32", 12) })
        {
            yield return ($"Requantize per channel, {word}", Graph($"%x: s32{Plane}", $"u8{Plane}", $"""
                %a = Max(%x, {Repeat("s32", "64,1,1", -20000)})
                %b = Min(%a, {Repeat("s32", "64,1,1", 20000)})
                %c = Cast(%b) {Braced($"to={number}")}
                %d = Mul(%c, {Repeat(word, "64,1,1", 12345)})
                %e = Add(%d, {Repeat(word, "64,1,1", (128 << 20) + (1 << 19))})
                %f = BitShift(%e, {Repeat(word, "64,1,1", 20)}) {Braced("direction=\"RIGHT\"")}
                %y = Cast(%f) {Braced("to=2")}
                """));
            yield return ($"BitShift {word}", Graph($"%x: {word}{Plane}", $"{word}{Plane}", $"%y = BitShift(%x, {Repeat(word, "64,1,1", 20)}) {Braced("direction=\"RIGHT\"")}"));
            yield return ($"Mul {word}", Graph($"%x: {word}{Plane}", $"{word}{Plane}", $"%y = Mul(%x, {Repeat(word, "64,1,1", 12345)})"));
        }
        yield return ("Requantize per channel, F32", Graph($"%x: s32{Plane}", $"u8{Plane}", $"""
            %f = Cast(%x) {Braced("to=1")}
            %m = Mul(%f, {Repeat("f32", "64,1,1", 1)})
            %y = QuantizeLinear(%m, f32[]{Braced("100")}, u8[]{Braced("128")})
            """));
        yield return ("Clamp s64 by Less and Where", Graph($"%x: s64{Plane}", $"s64{Plane}", """
            %a = Less(%x, s64[]{0})
            %b = Where(%a, s64[]{0}, %x)
            %c = Less(s64[]{255}, %b)
            %y = Where(%c, s64[]{255}, %b)
            """));
        yield return ("Clamp s64 as s32", Graph($"%x: s64{Plane}", $"s32{Plane}", """
            %a = Cast(%x) {to=6}
            %b = Max(%a, s32[]{0})
            %y = Min(%b, s32[]{255})
            """));
        foreach ((string x, string w) in new[] { ("u8", "s8"), ("u8", "u8"), ("s8", "s8"), ("s8", "u8") })
        {
            yield return ($"ConvInteger 3x3 64 channels 28x28, x {x}, w {w}", Graph($"%x: {x}[1,64,28,28]", "s32[1,64,28,28]", $"%y = ConvInteger(%x, {Weights(w, 64, 64, 3, 3)}, {x}[]{Braced("3")}) {Braced("pads=[1,1,1,1]")}"));
            yield return ($"ConvInteger depthwise 3x3 64 channels 56x56, x {x}, w {w}", Graph($"%x: {x}{Plane}", $"s32{Plane}", $"%y = ConvInteger(%x, {Weights(w, 64, 1, 3, 3)}, {x}[]{Braced("3")}) {Braced("pads=[1,1,1,1], group=64")}"));
            yield return ($"MatMulInteger 197x384x384, A {x}, B {w}", Graph($"%x: {x}[197,384]", "s32[197,384]", $"%y = MatMulInteger(%x, {Weights(w, 384, 384)}, {x}[]{Braced("3")})"));
        }
        foreach (string type in new[] { "s32", "f64" })
        {
            yield return ($"MatMul {type} 197x384x384", Graph($"%x: {type}[197,384]", $"{type}[197,384]", $"%y = MatMul(%x, {Weights(type, 384, 384)})"));
        }
        yield return ("Table by Gather", Graph($"%x: u8{Plane}", $"u8{Plane}", $"%i = Cast(%x) {Braced("to=6")}\n%y = Gather({Weights("u8", 256)}, %i)"));
        yield return ("Table by GatherElements", Graph($"%x: u8{Plane}", "u8[200704]", $"%i = Cast(%x) {Braced("to=6")}\n%f = Reshape(%i, s64[1]{Braced("-1")})\n%y = GatherElements({Weights("u8", 256)}, %f)"));
    }

    static string Graph(string input, string output, string body) => $"graph g({input}) -> (%y: {output}) {{\n{body}\n}}";

    static string Braced(string text) => $"{{{text}}}";

    static string Repeat(string type, string sizes, long value) =>
        $"{type}[{sizes}]{Braced(string.Join(",", Enumerable.Repeat(value.ToString(CultureInfo.InvariantCulture), sizes.Split(',').Aggregate(1, (n, s) => n * int.Parse(s, CultureInfo.InvariantCulture)))))}";

    static string Weights(string type, params int[] sizes)
    {
        var random = new Random(2);
        return $"{type}[{string.Join(",", sizes)}]{Braced(string.Join(",", Enumerable.Range(0, sizes.Aggregate(1, (n, s) => n * s)).Select(_ => random.Next(0, 128))))}";
    }
}
