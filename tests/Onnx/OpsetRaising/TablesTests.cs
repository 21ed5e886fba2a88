using Qcc.Core.Ops;
using Qcc.Onnx.OpsetRaising;

namespace Qcc.Onnx.Tests.OpsetRaising;

public sealed class TablesTests
{
    [Fact]
    public void Every_version_of_every_operator_is_compatible_or_has_one_conversion()
    {
        var wrong = new List<string>();
        foreach (Operator op in OperatorTable.All.Where(o => o.Domain.Length == 0))
        {
            foreach (int version in Enumerable.Range(OpsetRaiser.OldestOpset + 1, RaisedModel.Target - OpsetRaiser.OldestOpset))
            {
                bool changed = op.Versions.Contains(version) && version > op.Versions[0];
                int answers = (CompatibleVersions.Contains(op, version) ? 1 : 0) + (ConversionTable.Find(op, version) is null ? 0 : 1);
                if (answers != (changed ? 1 : 0))
                {
                    wrong.Add($"{op} {version}: {answers} answers");
                }
            }
        }
        Assert.Empty(wrong);
    }
}
