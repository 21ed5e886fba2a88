using System.Buffers;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Tensor = Qcc.Core.Ir.Tensor;

namespace Qcc.Onnx.Runtime;

/// <summary>A model loaded in ONNX Runtime. Runs may come from several threads at once.</summary>
public sealed class OrtSession : IDisposable
{
    readonly InferenceSession _session;
    readonly string _file;

    /// <summary>Inputs with a default value.</summary>
    readonly string[] _overridable;

    /// <summary>Initializers that the session reads where they are.</summary>
    readonly IReadOnlyList<IDisposable> _shared;

    OrtSession(InferenceSession session, string file, IReadOnlyList<IDisposable>? shared = null)
    {
        _session = session;
        _shared = shared ?? [];
        _file = file;
        Inputs = [.. session.InputNames];
        Outputs = [.. session.OutputNames];
        _overridable = [.. session.OverridableInitializerMetadata.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>Names of the inputs that must be fed.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>Names of the outputs.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>Loads a serialized model.</summary>
    /// <param name="model">The bytes of a ModelProto.</param>
    /// <param name="file">The file that diagnostics name.</param>
    /// <exception cref="DiagnosticException">QCC1090: ONNX Runtime refuses the model.</exception>
    public static OrtSession Load(byte[] model, OrtSessionOptions options, string file)
    {
        using SessionOptions native = Native(options);
        try
        {
            return new OrtSession(new InferenceSession(model, native), file);
        }
        catch (OnnxRuntimeException refusal)
        {
            throw Refusal(refusal, options, file);
        }
    }

    /// <summary>Loads a model; the weights of a large one are read where they are mapped, and none is laid out anew for speed.</summary>
    /// <exception cref="DiagnosticException">QCC1090: ONNX Runtime refuses the model.</exception>
    public static OrtSession Load(ExportedModel model, OrtSessionOptions options, string file)
    {
        if (!model.IsLarge)
        {
            return Load(model.ToArray(), options, file);
        }
        (byte[] message, IReadOnlyList<(string Name, Tensor Tensor)> mapped) = model.ToStub();
        using SessionOptions native = Native(options with { ExternalDataFolder = Path.GetPathRoot(Path.GetFullPath(".")) });
        native.AddSessionConfigEntry("session.disable_prepacking", "1");
        var shared = new List<IDisposable>();
        try
        {
            foreach ((string name, Tensor tensor) in mapped)
            {
                native.AddInitializer(name, Pinned(tensor, shared));
            }
            return new OrtSession(new InferenceSession(message, native), file, shared);
        }
        catch (OnnxRuntimeException refusal)
        {
            Release(shared);
            throw Refusal(refusal, options, file);
        }
    }

    /// <summary>Loads a model file.</summary>
    /// <exception cref="DiagnosticException">QCC1090: ONNX Runtime refuses the model.</exception>
    public static OrtSession Load(string path, OrtSessionOptions options)
    {
        using SessionOptions native = Native(options);
        try
        {
            return new OrtSession(new InferenceSession(path, native), path);
        }
        catch (OnnxRuntimeException refusal)
        {
            throw Refusal(refusal, options, path);
        }
    }

    /// <summary>Why a model was not loaded; or why what ONNX Runtime makes of it could not be written.</summary>
    static DiagnosticException Refusal(OnnxRuntimeException refusal, OrtSessionOptions options, string file) =>
        options.OptimizedModelPath is { } written && Path.GetDirectoryName(written) is var folder && (!Directory.Exists(folder) || refusal.Message.Contains("Protobuf serialization failed", StringComparison.Ordinal))
            ? new(IoDiagnostics.Unwritable.At(new Place(folder!), "a temporary file needs its place there (the environment variable TMPDIR names another folder)"))
            : new(RuntimeDiagnostics.Refused.At(new Place(file), refusal.Message));

    /// <summary>Type of an output as full inference sees it; null where it is no tensor.</summary>
    public TensorType? OutputType(string name) => TypeOf(_session.OutputMetadata[name]);

    /// <summary>Type of an input; null where it is no tensor.</summary>
    public TensorType? InputType(string name) => TypeOf(_session.InputMetadata[name]);

    /// <summary>Runs the model.</summary>
    /// <param name="inputs">A tensor for each of <see cref="Inputs"/>, and for inputs with a default value where another is wanted; others are ignored.</param>
    /// <param name="outputs">Names of the outputs wanted, or null for all.</param>
    /// <exception cref="DiagnosticException">QCC1091: a node failed.</exception>
    public OrtOutputs Run(IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyList<string>? outputs = null)
    {
        var pins = new List<IDisposable>();
        try
        {
            string[] names = [.. Inputs, .. _overridable.Where(inputs.ContainsKey)];
            var values = new List<OrtValue>(names.Length);
            foreach (string name in names)
            {
                values.Add(Pinned(inputs[name], pins));
            }
            using var run = new RunOptions();
            return new OrtOutputs(_session.Run(run, names, values, outputs ?? Outputs));
        }
        catch (OnnxRuntimeException failure)
        {
            throw new DiagnosticException(RuntimeDiagnostics.FailedToRun.At(new Place(_file), failure.Message));
        }
        finally
        {
            Release(pins);
        }
    }

    /// <summary>Binds inputs for runs that are measured.</summary>
    /// <param name="inputs">A tensor for each of <see cref="Inputs"/>; others are ignored. They must not change while the result lives.</param>
    public PreparedRun Prepare(IReadOnlyDictionary<string, Tensor> inputs)
    {
        var pins = new List<IDisposable>();
        return new PreparedRun(_session, [.. Inputs.Select(name => (name, Pinned(inputs[name], pins)))], pins, _file);
    }

    public void Dispose()
    {
        _session.Dispose();
        Release(_shared);
    }

    static void Release(IReadOnlyList<IDisposable> pins)
    {
        for (int i = pins.Count - 1; i >= 0; i--)
        {
            pins[i].Dispose();
        }
    }

    static unsafe OrtValue Pinned(Tensor tensor, List<IDisposable> pins)
    {
        OrtValue value;
        if (tensor.Strings is { } strings)
        {
            value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, [.. tensor.Shape]);
            for (int i = 0; i < strings.Count; i++)
            {
                value.StringTensorSetElementAt(strings[i].Span, i);
            }
        }
        else
        {
            MemoryHandle handle = tensor.Bytes.Pin();
            pins.Add(handle);
            value = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, (TensorElementType)(int)tensor.Element,
                [.. tensor.Shape], (nint)handle.Pointer, tensor.Bytes.Length);
        }
        pins.Add(value);
        return value;
    }

    static TensorType? TypeOf(NodeMetadata metadata)
    {
        if (!metadata.IsTensor)
        {
            return null;
        }
        int[] sizes = metadata.Dimensions;
        if (sizes.Length == 0)
        {
            // The binding reports an unknown rank and a scalar alike.
            return new TensorType((ElementType)(int)metadata.ElementDataType, null);
        }
        string[] symbols = metadata.SymbolicDimensions;
        var shape = new Dim[sizes.Length];
        for (int i = 0; i < sizes.Length; i++)
        {
            shape[i] = sizes[i] >= 0 ? sizes[i] : symbols[i].Length > 0 ? Dim.Of(symbols[i]) : Dim.Unknown;
        }
        return new TensorType((ElementType)(int)metadata.ElementDataType, shape);
    }

    static SessionOptions Native(OrtSessionOptions options)
    {
        OrtLibrary.Require();
        var native = new SessionOptions
        {
            IntraOpNumThreads = options.Threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            EnableCpuMemArena = options.KeepsMemory,
            EnableMemoryPattern = options.KeepsMemory,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            GraphOptimizationLevel = options.Optimization switch
            {
                OrtOptimization.None => GraphOptimizationLevel.ORT_DISABLE_ALL,
                OrtOptimization.Basic => GraphOptimizationLevel.ORT_ENABLE_BASIC,
                _ => GraphOptimizationLevel.ORT_ENABLE_ALL,
            },
        };
        if (options.Provider != ExecutionProvider.Cpu)
        {
            ExecutionProviders.AppendTo(native, options.Provider);
        }
        // Threads that spin while they wait would take the cores from whatever runs beside them.
        native.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        if (options.Optimization == OrtOptimization.FloatKernels)
        {
            native.AddSessionConfigEntry("session.disable_quant_qdq", "1");
        }
        if (options.OptimizedModelPath is { } path)
        {
            native.OptimizedModelFilePath = path;
        }
        if (options.ExternalDataFolder is { } folder)
        {
            native.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", folder);
        }
        return native;
    }
}
