using Qcc;
using Qcc.Core.Ir;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ActivationOperators;
using static Qcc.Core.Ops.ElementwiseOperators;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) => { e.Cancel = true; stop.Cancel(); };
var options = new CompileOptions
{
    CalibrationPath = args[1],
    Preference = Preference.Size,
    ExtraPasses = [new TanhToSigmoid()],
    Progress = new Progress<CompileProgress>(p => Console.Error.WriteLine($"{p.Stage} {p.Done}")),
};
CompileResult result = await Compiler.CompileAsync(ModelSource.FromFile(args[0]), options, stop.Token);
foreach (var diagnostic in result.Diagnostics) Console.Error.WriteLine(diagnostic);
if (!result.Succeeded) return 1;
foreach (var layer in result.Report!.Layers) Console.WriteLine($"{layer.Operator,-8} {layer.Planned,-16} {layer.Reason}");
await result.SaveAsync(args[2], stop.Token);
return 0;

/// <summary>Tanh(x)  =>  2·Sigmoid(2x) - 1, since the target has an integer kernel for Sigmoid and none for Tanh.</summary>
sealed class TanhToSigmoid : RewriteRule
{
    static readonly Var x = new("x");

    public override string Summary => "Tanh(x) => 2·Sigmoid(2x) - 1";

    public override OpPattern Before { get; } = Tanh.Of(x);

    public override Value After(Match m, Rewriter r)
    {
        Value two = r.Constant(Tensor.Scalar(2)), one = r.Constant(Tensor.Scalar(1));
        return r.Node(Sub, [r.Node(Mul, [r.Node(Sigmoid, [r.Node(Mul, [m[x], two])]), two]), one]);
    }
}
