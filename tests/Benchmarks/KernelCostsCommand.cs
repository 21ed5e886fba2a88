using System.Diagnostics;
using System.Globalization;
using Qcc.Codegen.Onnx;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Core.Text;
using Qcc.Onnx.Runtime;
using Qcc.Targets;

namespace Qcc.Benchmarks;

/// <summary>
/// Time of ONNX Runtime's kernels in float and in integers on this processor, one thread, beside what the model of <see cref="KernelCosts"/> expects, and the entry of
/// <see cref="ProcessorCosts"/> that follows. A kernel's time is what three more of it add to a chain, so that calls and the ends of the chain cancel out; the least of many
/// short turns is taken, forms in turn, which other work on the machine disturbs least. A class of kernels is scaled by the median over its sizes.
/// </summary>
static class KernelCostsCommand
{
    public static readonly Command Entry = new("kernel-costs", "[NAME-OF-THE-PROCESSOR]", Run);

    const int Turns = 80, More = 3;

    /// <summary>A kernel at one size: the step of a chain from one value to the next in float, and the same between codes.</summary>
    sealed record Case(KernelClass Class, string Size, string Shape, Func<string, string> Step, Func<NodeSize, KernelCost> Cost);

    static int Run(string[] arguments, TextWriter output)
    {
        var ratios = new Dictionary<KernelClass, List<(double Float, double Integer)>>();
        output.WriteLine("| kernel | size | float µs | integer µs | ratio | expected |");
        output.WriteLine("|---|---|---:|---:|---:|---:|");
        void Add(KernelClass kernel, string size, KernelCost measured, KernelCost expected)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {kernel} | {size} | {measured.FloatNs / 1000:0.0} | {measured.IntegerNs / 1000:0.0} | {measured.IntegerNs / measured.FloatNs:0.00} | {expected.IntegerNs / expected.FloatNs:0.00} |"));
            if (!ratios.TryGetValue(kernel, out List<(double, double)>? list))
            {
                ratios[kernel] = list = [];
            }
            list.Add((measured.FloatNs / expected.FloatNs, measured.IntegerNs / expected.IntegerNs));
        }
        foreach (Case each in Cases())
        {
            Add(each.Class, each.Size, Measure(each), Expected(each));
        }
        // A way from codes to floats and back beside convolutions, over the time of the float convolution between.
        foreach (Case each in Cases().Where(c => c is { Class: KernelClass.Conv } && c.Size.StartsWith("1x1", StringComparison.Ordinal)))
        {
            CrossingCost crossing = KernelCosts.Reference.Crossing(Shape(each));
            Add(KernelClass.Crossing, each.Size, MeasureCrossing(each), Expected(each) with { IntegerNs = crossing.QuantizeNs + crossing.DequantizeNs });
        }
        output.WriteLine();
        output.WriteLine($"new(\"{(arguments.Length > 0 ? arguments[0] : "this processor")}\", new Dictionary<KernelClass, KernelScale>");
        output.WriteLine("{");
        foreach ((KernelClass kernel, List<(double Float, double Integer)> list) in ratios.OrderBy(r => r.Key))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    [KernelClass.{kernel}] = new({Median(list.Select(l => l.Float)):0.00}, {Median(list.Select(l => l.Integer)):0.00}),"));
        }
        output.WriteLine("}),");
        return 0;
    }

    static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    static KernelCost Measure(Case each)
    {
        double[] ns = LeastNs(each, ["f", new('f', 1 + More), "i", new('i', 1 + More)]);
        return new((ns[1] - ns[0]) / More, (ns[3] - ns[2]) / More);
    }

    static KernelCost MeasureCrossing(Case each)
    {
        double[] ns = LeastNs(each, ["f", "ffff", "i", "iiii", "ifi"]);
        (double floatNs, double integerNs) = ((ns[1] - ns[0]) / More, (ns[3] - ns[2]) / More);
        return new(floatNs, ns[4] - ns[2] - integerNs - floatNs);
    }

    /// <summary>The least time of a run of each chain, measured in turn.</summary>
    /// <param name="steps">For each chain its steps: i between codes, f in float. A chain that begins with codes ends in codes.</param>
    static double[] LeastNs(Case each, string[] steps)
    {
        Chain[] chains = [.. steps.Select(s => new Chain(each, s))];
        for (int turn = 0; turn < Turns; turn++)
        {
            Array.ForEach(chains, c => c.Turn());
        }
        Array.ForEach(chains, c => c.Dispose());
        return [.. chains.Select(c => c.LeastNs)];
    }

    static KernelCost Expected(Case each)
    {
        long[] shape = Shape(each);
        return each.Cost(new NodeSize(GraphParser.ParseGraph(Text(each, "f")).Nodes[0], shape, shape));
    }

    static long[] Shape(Case each) => [.. each.Shape.Split(',').Select(s => long.Parse(s, CultureInfo.InvariantCulture))];

    /// <summary>Kernels one behind the other, loaded.</summary>
    sealed class Chain : IDisposable
    {
        readonly OrtSession _session;
        readonly PreparedRun _run;
        readonly int _calls;

        public Chain(Case each, string steps)
        {
            var model = new Model(GraphParser.ParseGraph(Text(each, steps)));
            TensorType type = model.Graph.Inputs[0].TensorType!;
            long[] shape = [.. type.Shape!.Select(d => d.Size!.Value)];
            var bytes = new byte[type.Element.ByteSize(shape.Aggregate(1L, (n, s) => n * s))];
            new Random(1).NextBytes(bytes);
            Tensor x = steps[0] == 'i' ? new Tensor(type.Element, shape, bytes) : Tensor.Of([.. Enumerable.Range(0, bytes.Length / 4).Select(i => bytes[i] / 255f)], shape);
            _session = OrtSession.Load(QdqEmitter.Emit(model, "", ""), new OrtSessionOptions { KeepsMemory = true }, each.Size);
            _run = _session.Prepare(new Dictionary<string, Tensor> { ["x"] = x });
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < 5; i++)
            {
                _run.Run();
            }
            // A turn takes about a quarter of a millisecond: most are over before the system gives the core to somebody else.
            _calls = Math.Max((int)(0.25 * 5 / Stopwatch.GetElapsedTime(start).TotalMilliseconds), 1);
        }

        public double LeastNs { get; private set; } = double.MaxValue;

        public void Turn()
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < _calls; i++)
            {
                _run.Run();
            }
            LeastNs = Math.Min(LeastNs, Stopwatch.GetElapsedTime(start).TotalNanoseconds / _calls);
        }

        public void Dispose()
        {
            _run.Dispose();
            _session.Dispose();
        }
    }

    /// <summary>
    /// A chain as a graph. Between codes each step reads a DequantizeLinear and is read by a QuantizeLinear, which ONNX Runtime makes one kernel of; a Max keeps a float
    /// step between them float, as lowering does.
    /// </summary>
    static string Text(Case each, string steps)
    {
        bool codes = steps[0] == 'i';
        string type = codes ? "u8" : "f32", body = "", value = "%x";
        for (int i = 0; i < steps.Length; i++)
        {
            string read = codes ? $"%d{i}" : value, result = i == steps.Length - 1 ? "%y" : $"%v{i}", made = $"%s{i}";
            body += codes ? $"  {read} = DequantizeLinear({value}, f32[]{{0.02}}, u8[]{{128}})\n" : "";
            string step = steps[i] == 'i' ? WithCodes(each.Step(read), i, ref body) : each.Step(read);
            body += $"  {(codes ? made : result)} = {step}\n";
            if (codes && steps[i] == 'f')
            {
                body += $"  %m{i} = Max({made}, f32[]{{-3e38}})\n";
                made = $"%m{i}";
            }
            body += codes ? $"  {result} = QuantizeLinear({made}, f32[]{{0.02}}, u8[]{{128}})\n" : "";
            value = result;
        }
        return $"graph g(%x: {type}[{each.Shape}]) -> (%y: {type}[{each.Shape}]) {{\n{body}}}";
    }

    /// <summary>A step whose weights, the last operand in braces, are codes behind a DequantizeLinear.</summary>
    static string WithCodes(string step, int i, ref string body)
    {
        int at = step.IndexOf("f32[", StringComparison.Ordinal);
        if (at < 0)
        {
            return step;
        }
        int end = step.IndexOf('}', at) + 1, open = step.IndexOf('{', at);
        string shape = step[(at + 3)..open];
        int count = shape.Trim('[', ']').Split(',').Aggregate(1, (n, s) => n * int.Parse(s, CultureInfo.InvariantCulture));
        var random = new Random(3);
        body += $"  %w{i} = DequantizeLinear(s8{shape}{{{string.Join(',', Enumerable.Range(0, count).Select(_ => random.Next(-127, 128)))}}}, f32[]{{0.001}}, s8[]{{0}})\n";
        return $"{step[..at]}%w{i}{step[end..]}";
    }

    static string Weights(params int[] sizes)
    {
        var random = new Random(2);
        return $"f32[{string.Join(',', sizes)}]{{{string.Join(',', Enumerable.Range(0, sizes.Aggregate(1, (n, s) => n * s)).Select(_ => (random.Next(-127, 128) / 1000.0).ToString(CultureInfo.InvariantCulture)))}}}";
    }

    static IEnumerable<Case> Cases()
    {
        foreach ((int channels, int size) in new[] { (16, 32), (32, 28), (64, 28), (64, 14), (128, 14), (96, 7) })
        {
            string shape = $"1,{channels},{size},{size}";
            foreach (int kernel in new[] { 1, 3 })
            {
                string w = Weights(channels, channels, kernel, kernel);
                yield return new(KernelClass.Conv, $"{kernel}x{kernel}, {channels} channels, {size}²", shape, x => $"Conv({x}, {w}) {{pads=[{kernel / 2},{kernel / 2},{kernel / 2},{kernel / 2}]}}", KernelCosts.Reference.Conv);
            }
        }
        foreach ((int channels, int size, int kernel) in new[] { (32, 28, 3), (64, 28, 3), (96, 14, 3), (128, 14, 5), (192, 7, 3), (64, 56, 3) })
        {
            string w = Weights(channels, 1, kernel, kernel);
            yield return new(KernelClass.Depthwise, $"{kernel}x{kernel}, {channels} channels, {size}²", $"1,{channels},{size},{size}", x => $"Conv({x}, {w}) {{pads=[{kernel / 2},{kernel / 2},{kernel / 2},{kernel / 2}], group={channels}}}", KernelCosts.Reference.Conv);
        }
        foreach ((int rows, int depth) in new[] { (1, 256), (1, 512), (16, 128), (64, 256), (128, 384) })
        {
            string w = Weights(depth, depth);
            yield return new(rows == 1 ? KernelClass.Vector : KernelClass.Matrix, $"{rows} x {depth} x {depth}", $"{rows},{depth}", x => $"MatMul({x}, {w})", KernelCosts.Reference.MatMul);
        }
        foreach ((int channels, int size) in new[] { (32, 28), (64, 28), (128, 14) })
        {
            string shape = $"1,{channels},{size},{size}", name = $"{channels} channels, {size}²";
            yield return new(KernelClass.Add, name, shape, x => $"Add({x}, {x})", KernelCosts.Reference.Add);
            yield return new(KernelClass.Mul, name, shape, x => $"Mul({x}, {x})", KernelCosts.Reference.Mul);
            yield return new(KernelClass.Sigmoid, name, shape, x => $"Sigmoid({x})", KernelCosts.Reference.Sigmoid);
            yield return new(KernelClass.LeakyRelu, name, shape, x => $"LeakyRelu({x})", KernelCosts.Reference.LeakyRelu);
        }
    }
}
