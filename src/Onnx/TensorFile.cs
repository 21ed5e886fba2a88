using Google.Protobuf;
using global::Onnx;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Onnx.Import;

namespace Qcc.Onnx;

/// <summary>Reads a TensorProto in a file of its own, as the test data of ONNX models come.</summary>
public static class TensorFile
{
    /// <summary>The tensor and its name, which may be empty.</summary>
    /// <exception cref="DiagnosticException">The file cannot be read, or is no tensor.</exception>
    public static (string Name, Tensor Tensor) Read(string path)
    {
        var context = new ImportContext(path, new DiagnosticList());
        var site = new Site(GraphPath.Main);
        TensorProto tensor = Parse(ReadBytes(path, context), context);
        TensorLayout.Of(tensor, context, site).CheckSize(tensor, TensorLayout.FieldOf(tensor, context, site), context, site);
        return (tensor.Name, TensorReader.Read(tensor));
    }

    static byte[] ReadBytes(string path, ImportContext context)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw context.Refuse(IoDiagnostics.FileNotFound, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw context.Refuse(IoDiagnostics.Unreadable, e.Message);
        }
    }

    static TensorProto Parse(byte[] bytes, ImportContext context)
    {
        var input = new CodedInputStream(bytes);
        try
        {
            return TensorProto.Parser.ParseFrom(input);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw context.Refuse(ImportDiagnostics.Malformed, (input.Position, e.Message));
        }
    }
}
