using Qcc.Core.Ir;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ConstantOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>Constant()  =>  an initializer, whichever attribute holds the data</summary>
/// <remarks>Sparse data stays in its node: nothing here looks into it.</remarks>
public sealed class InlineConstantNodes : RewriteRule
{
    static readonly Matched constant = new("constant");

    public override string Summary => "Constant() => an initializer";

    public override OpPattern Before { get; } = Constant.Of().As(constant);

    public override string? Guard(Match m) => Data(m[constant]) switch
    {
        null => "the constant's data is of a form that is only carried",
        _ when !m[constant].Output.Uses.Any() => "",
        _ => null,
    };

    public override Value After(Match m, Rewriter r) => r.Constant(Data(m[constant])!, m[constant].Output);

    static Tensor? Data(Node node) => node.Attributes.Select(a => a.Key switch
    {
        "value" when a.Value is TensorAttribute t => t.Value,
        "value_float" when a.Value is FloatAttribute f => Tensor.Scalar(f.Value),
        "value_floats" when a.Value is FloatsAttribute f => Tensor.Vector([.. f.Values]),
        "value_int" when a.Value is IntAttribute i => Tensor.Of([i.Value]),
        "value_ints" when a.Value is IntsAttribute i => Tensor.Of(i.Values.ToArray(), i.Values.Count),
        "value_string" when a.Value is StringAttribute s => new Tensor([], [s.Utf8]),
        "value_strings" when a.Value is StringsAttribute s => new Tensor([s.Values.Count], s.Values),
        _ => null,
    }).FirstOrDefault(t => t is not null);
}
