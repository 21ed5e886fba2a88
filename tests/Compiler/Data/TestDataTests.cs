using Google.Protobuf;
using Onnx;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Data;

namespace Qcc.Compiler.Tests.Data;

public sealed class TestDataTests : DataTest
{
    static readonly ModelInput[] Inputs = [Input("a", ElementType.F32, Dim.Of("N"), 2), Input("b", ElementType.S64, Dim.Of("N"))];

    void Write(string folder, int number, TensorProto tensor)
    {
        Directory.CreateDirectory(PathOf(folder));
        File.WriteAllBytes(Path.Combine(PathOf(folder), $"input_{number}.pb"), tensor.ToByteArray());
    }

    static TensorProto A(string name, float first) => new() { Name = name, DataType = 1, Dims = { 1, 2 }, FloatData = { first, 2 } };
    static TensorProto B(string name) => new() { Name = name, DataType = 7, Dims = { 3 }, Int64Data = { 4, 5, 6 } };

    [Fact]
    public async Task Tensors_are_found_by_name_else_by_number()
    {
        Write("test_data_set_1", 0, A("", 11));
        Write("test_data_set_1", 1, B(""));
        Write("test_data_set_0", 0, B("b"));
        Write("test_data_set_0", 1, A("a", 10));
        List<Sample> samples = await ReadAll(Folder, Inputs);
        Assert.Equal(["test_data_set_0", "test_data_set_1"], samples.Select(s => s.Name));
        Assert.Equal([10, 2, 11, 2], Floats(samples, "a"));
        Assert.Equal([4, 5, 6], samples[1].Inputs["b"].ToInt64());
    }

    [Fact]
    public async Task A_missing_tensor_is_refused()
    {
        Write("test_data_set_0", 0, A("a", 10));
        Diagnostic refusal = await Refusal(Folder, Inputs);
        Assert.Equal(("QCC2001", "b"), (refusal.Code, refusal.Place.Value));
    }

    [Fact]
    public async Task A_tensor_with_too_few_numbers_is_refused()
    {
        Write("test_data_set_0", 0, new TensorProto { Name = "a", DataType = 1, Dims = { 1L << 40, 2 }, FloatData = { 1 } });
        Write("test_data_set_0", 1, B("b"));
        Assert.StartsWith("QCC10", (await Refusal(Folder, Inputs)).Code, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_tensor_is_refused()
    {
        Directory.CreateDirectory(PathOf("test_data_set_0"));
        await File.WriteAllTextAsync(Path.Combine(PathOf("test_data_set_0"), "input_0.pb"), "version https://git-lfs");
        Assert.StartsWith("QCC10", (await Refusal(Folder, Inputs)).Code, StringComparison.Ordinal);
    }
}
