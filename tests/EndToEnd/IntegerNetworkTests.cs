using Qcc.Bisect;
using Qcc.Calibrate;
using Qcc.Check;
using Qcc.Codegen.Onnx;
using Qcc.Core.Ir;
using Qcc.Measure;
using Qcc.Onnx.Runtime;
using Qcc.Search;
using Qcc.Testing;

namespace Qcc.EndToEnd.Tests;

/// <summary>Whole networks as integer graphs: one semantics, in ONNX Runtime and in the reference evaluator, and no float between the edges.</summary>
public sealed class IntegerNetworkTests
{
    const int Samples = 3;

    [Theory]
    [InlineData("tiny-mlp")]
    [InlineData("digits-mlp")]
    [InlineData("fashion-resnet")]
    [InlineData("fashion-unet")]
    public async Task EveryTensorIsTheEvaluatorsAndNoneIsFloat(string net)
    {
        string file = Repository.Path("testmodels", "nets", net, "model.onnx");
        var options = new CompileOptions { Target = "int8-integer", CalibrationPath = Repository.Path("testmodels", "nets", net, "calib.npz") };
        using BisectedCompile compile = await Compilation.FollowAsync(file, options, TestContext.Current.CancellationToken);
        CalibrationResult calibration = await compile.CalibrateAsync();
        PreparedModel prepared = compile.Prepared;
        PlannedModel planned = new PlanSearch(calibration, prepared.Target, prepared.Selection, options, TestContext.Current.CancellationToken).Run(prepared.Model);
        Model lowered = EmittedModel.Of(planned.Model, planned.Plan, prepared.Target, Notes.Written).Lowered;
        Assert.Empty(FloatTensors.In(IntegerGraphEmitter.WithFunctions(lowered), new OrtRuntime(file)));
        foreach (OrtOptimization optimization in new[] { OrtOptimization.None, OrtOptimization.All })
        {
            using var twin = new IntegerTwin(lowered, new OrtSessionOptions { Optimization = optimization }, file);
            TwinTally tally = calibration.HeldOut.Take(Samples).Select(s => twin.Compare(s.Inputs)).Aggregate((a, b) => a + b);
            Assert.True(tally.Mismatches == 0 && tally.Tensors > Samples * lowered.Graph.Nodes.Count, tally.ToString());
        }
    }
}
