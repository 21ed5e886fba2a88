using System.Globalization;
using System.Text;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;

namespace Qcc.Wrapper;

/// <summary>
/// A C# class that runs a model on ONNX Runtime: names and shapes as constants, and a Run of spans. Types are written with their whole names,
/// since a model may call its inputs as it likes.
/// </summary>
public sealed class CSharpWrapper
{
    /// <summary>What a file of ours has in its second line.</summary>
    public const string Mark = "//   Written by qcc ";

    const string Ort = "global::Microsoft.ML.OnnxRuntime";

    readonly string _namespace, _class, _file;
    readonly List<WrapperTensor> _inputs = [], _outputs = [];

    /// <summary>Open sizes, with their parameter.</summary>
    readonly Dictionary<OpenSize, string> _sizes = [];
    readonly List<string> _sizeParameters = [];

    CSharpWrapper(string name, string file)
    {
        int dot = name.LastIndexOf('.');
        (_namespace, _class, _file) = (dot < 0 ? "" : name[..dot], name[(dot + 1)..], file);
    }

    /// <summary>The members of the class and of its nested classes, and what every class has.</summary>
    static readonly string[] MemberNames =
    [
        "Run", "Dispose", "FileName", "Name", "Shape", "Length", "LengthFor", "Load", "Put", "Take", "InputNames", "OutputNames", "Session",
        "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "ReferenceEquals", "Finalize",
    ];

    /// <summary>
    /// Whether a text can name the class: identifiers of ASCII letters, digits and underscores with dots between, no keyword among them, and the last no name of a
    /// member, which C# allows no class to have.
    /// </summary>
    public static bool IsName(string text) => text.Split('.') is var parts && parts.All(CSharpNames.IsIdentifier) && !MemberNames.Contains(parts[^1], StringComparer.Ordinal);

    /// <summary>The text of a class.</summary>
    /// <param name="graph">The emitted graph.</param>
    /// <param name="name">Namespace and class (<see cref="IsName"/>).</param>
    /// <param name="modelFile">The file name of the model, which lies beside the program or is a resource of this name in the assembly of the class.</param>
    /// <param name="place">What diagnostics name.</param>
    /// <exception cref="DiagnosticException">QCC4011: an input or output has no type in C#.</exception>
    public static string Write(Graph graph, string name, string modelFile, Place place)
    {
        if (!IsName(name))
        {
            throw new ArgumentException($"'{name}' is no name of a class", nameof(name));
        }
        var wrapper = new CSharpWrapper(name, modelFile);
        wrapper.Read(graph, place);
        return wrapper.Text();
    }

    void Read(Graph graph, Place place)
    {
        var members = new CSharpNames([_class, .. MemberNames]);
        var parameters = new CSharpNames();
        Value[] inputs = [.. graph.Inputs.Where(i => i.Initializer is null)];
        foreach (Value input in inputs)
        {
            for (int axis = 0; axis < (input.TensorType?.Shape?.Count ?? 0); axis++)
            {
                if (input.TensorType!.Shape![axis] is { Size: null } open && OpenSize.Of(input, axis) is var size && !_sizes.ContainsKey(size))
                {
                    _sizes[size] = parameters.Camel(open.Symbol ?? $"{input.Name} size {axis}", "size");
                    _sizeParameters.Add(_sizes[size]);
                }
            }
        }
        _inputs.AddRange(inputs.Select(v => Tensor(v, "Input")));
        _outputs.AddRange(graph.Outputs.Select(v => Tensor(v, "Output")));

        WrapperTensor Tensor(Value value, string kind)
        {
            if (value.TensorType is not { } type || WrapperTensor.TypeOf(type.Element) is not { } csharp)
            {
                throw new DiagnosticException(WrapperDiagnostics.NoType.At(place with { Value = value.Name }, value.Type?.ToString() ?? "unknown"));
            }
            WrapperDimension[]? dimensions = type.Shape is null ? null : [.. type.Shape.Select((d, axis) => new WrapperDimension(d.Size,
                d.Size is not null ? null : _sizes.GetValueOrDefault(OpenSize.Of(value, axis))))];
            string parameter = parameters.Camel(value.Name, kind.ToLowerInvariant());
            return new WrapperTensor(value.Name, members.Pascal(value.Name, kind), parameter, csharp.Type, csharp.Element, dimensions)
            {
                ShapeParameter = dimensions is { } all && all.All(d => d.Size is not null || d.Symbol is not null) ? null : parameters.Camel($"{parameter} shape", "shape"),
            };
        }
    }

    /// <summary>A size by the name that the model gives it, or else by its place.</summary>
    readonly record struct OpenSize(string? Symbol, string? Value, int Axis)
    {
        public static OpenSize Of(Value value, int axis) =>
            value.TensorType!.Shape![axis].Symbol is { } symbol ? new(symbol, null, 0) : new(null, value.Name, axis);
    }

    string Text()
    {
        var text = new StringBuilder();
        text.Append("// <auto-generated>\n").Append(Mark).Append(CultureInfo.InvariantCulture, $"{ProductVersion.Text} for {CSharpNames.Comment(_file)}; it is written again with the model.\n// </auto-generated>\n#nullable enable\n\n");
        if (_namespace.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"namespace {_namespace};\n\n");
        }
        text.Append(CultureInfo.InvariantCulture, $$"""
            /// <summary>The model {{CSharpNames.Comment(_file)}} in ONNX Runtime. Runs may come from several threads at once.</summary>
            [global::System.CodeDom.Compiler.GeneratedCode("qcc", "{{ProductVersion.Text}}")]
            public sealed partial class {{_class}} : global::System.IDisposable
            {
                /// <summary>The file of the model, beside the program, or the resource of that name in this assembly.</summary>
                public const string FileName = {{CSharpNames.Literal(_file)}};


            """);
        foreach (WrapperTensor tensor in _inputs)
        {
            Constants(text, tensor, "Input");
        }
        foreach (WrapperTensor tensor in _outputs)
        {
            Constants(text, tensor, "Output");
        }
        text.Append(CultureInfo.InvariantCulture, $$"""
                private static readonly string[] InputNames = [{{Members(_inputs)}}];
                private static readonly string[] OutputNames = [{{Members(_outputs)}}];

                /// <summary>Loads the model that lies in this assembly, or beside the program.</summary>
                /// <param name="options">How ONNX Runtime runs it; null: its defaults.</param>
                public {{_class}}({{Ort}}.SessionOptions? options = null) => Session = Load(options);

                /// <summary>Loads a model of the same inputs and outputs.</summary>
                public {{_class}}(string path, {{Ort}}.SessionOptions? options = null) =>
                    Session = options is null ? new {{Ort}}.InferenceSession(path) : new {{Ort}}.InferenceSession(path, options);

                /// <summary>The session, for what this class does not offer.</summary>
                public {{Ort}}.InferenceSession Session { get; }


            """);
        Run(text);
        text.Append(CultureInfo.InvariantCulture, $$"""

                /// <summary>Gives the memory of the model back.</summary>
                public void Dispose() => Session.Dispose();

                private static {{Ort}}.InferenceSession Load({{Ort}}.SessionOptions? options)
                {
                    using global::System.IO.Stream? resource = typeof({{_class}}).Assembly.GetManifestResourceStream(FileName);
                    if (resource is null)
                    {
                        string path = global::System.IO.Path.Combine(global::System.AppContext.BaseDirectory, FileName);
                        return options is null ? new {{Ort}}.InferenceSession(path) : new {{Ort}}.InferenceSession(path, options);
                    }
                    byte[] bytes = new byte[resource.Length];
                    resource.ReadExactly(bytes);
                    return options is null ? new {{Ort}}.InferenceSession(bytes) : new {{Ort}}.InferenceSession(bytes, options);
                }

            """);
        Transfers(text);
        return text.Append("}\n").ToString();
    }

    static string Members(IEnumerable<WrapperTensor> tensors) => string.Join(", ", tensors.Select(t => $"{t.Member}.Name"));

    void Constants(StringBuilder text, WrapperTensor tensor, string kind)
    {
        text.Append(CultureInfo.InvariantCulture, $$"""
                /// <summary>{{kind}} "{{CSharpNames.Comment(tensor.Name)}}": {{CSharpNames.Comment(tensor.ToString())}}.</summary>
                public static class {{tensor.Member}}
                {
                    /// <summary>Its name in the model.</summary>
                    public const string Name = {{CSharpNames.Literal(tensor.Name)}};

            """);
        if (tensor.Dimensions is { } dimensions)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n        /// <summary>Its sizes{(tensor.IsFixed ? "" : "; -1 is open")}.</summary>\n        public static global::System.ReadOnlySpan<long> Shape => [{string.Join(", ", dimensions.Select(d => d.Size ?? -1))}];\n");
        }
        if (tensor.IsFixed)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n        /// <summary>The number of its elements.</summary>\n        public const int Length = {checked((int)tensor.Dimensions!.Aggregate(1L, (n, d) => checked(n * d.Size!.Value)))};\n");
        }
        else if (IsGiven(tensor))
        {
            string[] used = [.. _sizeParameters.Where(p => tensor.Dimensions!.Any(d => d.Symbol == p))];
            text.Append(CultureInfo.InvariantCulture, $"\n        /// <summary>The number of its elements for open sizes.</summary>\n        public static int LengthFor({string.Join(", ", used.Select(p => $"int {p}"))}) => checked({string.Join(" * ", tensor.Dimensions!)});\n");
        }
        text.Append("    }\n\n");
    }

    /// <summary>Whether the caller of Run knows the number of elements, and so gives the memory for them.</summary>
    static bool IsGiven(WrapperTensor tensor) => tensor.ShapeParameter is null;

    string Length(WrapperTensor tensor) => tensor.IsFixed ? $"{tensor.Member}.Length"
        : $"{tensor.Member}.LengthFor({string.Join(", ", _sizeParameters.Where(p => tensor.Dimensions!.Any(d => d.Symbol == p)))})";

    void Run(StringBuilder text)
    {
        var parameters = new List<string>(_sizeParameters.Select(p => $"int {p}"));
        text.Append("    /// <summary>Runs the model.</summary>\n");
        foreach (string size in _sizeParameters)
        {
            text.Append(CultureInfo.InvariantCulture, $"    /// <param name=\"{size}\">The open size of that name.</param>\n");
        }
        foreach (WrapperTensor input in _inputs)
        {
            text.Append(CultureInfo.InvariantCulture, $"    /// <param name=\"{input.Parameter}\">Input \"{CSharpNames.Comment(input.Name)}\": {CSharpNames.Comment(input.ToString())}, row by row.</param>\n");
            parameters.Add($"global::System.ReadOnlySpan<{input.Type}> {input.Parameter}");
            if (!IsGiven(input))
            {
                text.Append(CultureInfo.InvariantCulture, $"    /// <param name=\"{input.ShapeParameter}\">Its sizes.</param>\n");
                parameters.Add($"global::System.ReadOnlySpan<long> {input.ShapeParameter}");
            }
        }
        // What has to be an out parameter stands last.
        foreach (WrapperTensor output in _outputs.OrderBy(o => IsGiven(o) ? 0 : 1))
        {
            text.Append(CultureInfo.InvariantCulture, $"    /// <param name=\"{output.Parameter}\">Takes output \"{CSharpNames.Comment(output.Name)}\": {CSharpNames.Comment(output.ToString())}, row by row.</param>\n");
            parameters.Add(IsGiven(output) ? $"global::System.Span<{output.Type}> {output.Parameter}" : $"out {output.Type}[] {output.Parameter}");
            if (!IsGiven(output))
            {
                text.Append(CultureInfo.InvariantCulture, $"    /// <param name=\"{output.ShapeParameter}\">Takes its sizes.</param>\n");
                parameters.Add($"out long[] {output.ShapeParameter}");
            }
        }
        text.Append("    /// <exception cref=\"global::System.ArgumentException\">A span has another length than the model needs.</exception>\n");
        text.Append(CultureInfo.InvariantCulture, $"    public void Run({string.Join(", ", parameters)})\n    {{\n");
        text.Append(CultureInfo.InvariantCulture, $"        var _inputs = new {Ort}.OrtValue[{_inputs.Count}];\n        try\n        {{\n");
        for (int i = 0; i < _inputs.Count; i++)
        {
            WrapperTensor input = _inputs[i];
            string shape = !IsGiven(input) ? $"{input.ShapeParameter}.ToArray()" : $"[{string.Join(", ", input.Dimensions!)}]";
            string length = !IsGiven(input) ? $"{input.Parameter}.Length" : Length(input);
            text.Append(CultureInfo.InvariantCulture, $"            _inputs[{i}] = Put({input.Parameter}, {length}, {(input.Type == "string" ? "" : $"{Ort}.Tensors.TensorElementType.{input.Element}, ")}{shape}, nameof({input.Parameter}));\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"            using var _options = new {Ort}.RunOptions();\n            using var _results = Session.Run(_options, InputNames, _inputs, OutputNames);\n");
        for (int i = 0; i < _outputs.Count; i++)
        {
            WrapperTensor output = _outputs[i];
            text.Append(IsGiven(output)
                ? string.Create(CultureInfo.InvariantCulture, $"            Take(_results[{i}], {output.Parameter}, {Length(output)}, nameof({output.Parameter}));\n")
                : string.Create(CultureInfo.InvariantCulture, $"            {output.Parameter} = Take{(output.Type == "string" ? "" : $"<{output.Type}>")}(_results[{i}], out {output.ShapeParameter});\n"));
        }
        text.Append("""
                    }
                    finally
                    {
                        foreach (var _input in _inputs)
                        {
                            _input?.Dispose();
                        }
                    }
                }

            """);
    }

    /// <summary>The methods between spans and values of ONNX Runtime that this model needs.</summary>
    void Transfers(StringBuilder text)
    {
        if (_inputs.Any(i => i.Type != "string"))
        {
            text.Append(CultureInfo.InvariantCulture, $$"""

                    private static {{Ort}}.OrtValue Put<T>(global::System.ReadOnlySpan<T> values, int length, {{Ort}}.Tensors.TensorElementType type, long[] shape, string name)
                        where T : unmanaged
                    {
                        if (values.Length != length)
                        {
                            throw new global::System.ArgumentException($"{values.Length} values where the model takes {length}", name);
                        }
                        var value = {{Ort}}.OrtValue.CreateAllocatedTensorValue({{Ort}}.OrtAllocator.DefaultInstance, type, shape);
                        values.CopyTo(global::System.Runtime.InteropServices.MemoryMarshal.Cast<byte, T>(value.GetTensorMutableRawData()));
                        return value;
                    }

                """);
        }
        if (_inputs.Any(i => i.Type == "string"))
        {
            text.Append(CultureInfo.InvariantCulture, $$"""

                    private static {{Ort}}.OrtValue Put(global::System.ReadOnlySpan<string> values, int length, long[] shape, string name)
                    {
                        if (values.Length != length)
                        {
                            throw new global::System.ArgumentException($"{values.Length} values where the model takes {length}", name);
                        }
                        var value = {{Ort}}.OrtValue.CreateTensorWithEmptyStrings({{Ort}}.OrtAllocator.DefaultInstance, shape);
                        for (int i = 0; i < values.Length; i++)
                        {
                            value.StringTensorSetElementAt(global::System.MemoryExtensions.AsSpan(values[i]), i);
                        }
                        return value;
                    }

                """);
        }
        if (_outputs.Any(o => IsGiven(o) && o.Type != "string"))
        {
            text.Append(CultureInfo.InvariantCulture, $$"""

                    private static void Take<T>({{Ort}}.OrtValue value, global::System.Span<T> values, int length, string name)
                        where T : unmanaged
                    {
                        var results = global::System.Runtime.InteropServices.MemoryMarshal.Cast<byte, T>(value.GetTensorMutableRawData());
                        if (values.Length != length || results.Length != length)
                        {
                            throw new global::System.ArgumentException($"room for {values.Length} values where the model gives {results.Length}", name);
                        }
                        results.CopyTo(values);
                    }

                """);
        }
        if (_outputs.Any(o => IsGiven(o) && o.Type == "string"))
        {
            text.Append(CultureInfo.InvariantCulture, $$"""

                    private static void Take({{Ort}}.OrtValue value, global::System.Span<string> values, int length, string name)
                    {
                        string[] results = value.GetStringTensorAsArray();
                        if (values.Length != length || results.Length != length)
                        {
                            throw new global::System.ArgumentException($"room for {values.Length} values where the model gives {results.Length}", name);
                        }
                        global::System.MemoryExtensions.CopyTo(results, values);
                    }

                """);
        }
        if (_outputs.Any(o => !IsGiven(o) && o.Type != "string"))
        {
            text.Append(CultureInfo.InvariantCulture, $$"""

                    private static T[] Take<T>({{Ort}}.OrtValue value, out long[] shape)
                        where T : unmanaged
                    {
                        shape = value.GetTensorTypeAndShape().Shape;
                        return global::System.Runtime.InteropServices.MemoryMarshal.Cast<byte, T>(value.GetTensorMutableRawData()).ToArray();
                    }

                """);
        }
        if (_outputs.Any(o => !IsGiven(o) && o.Type == "string"))
        {
            text.Append(CultureInfo.InvariantCulture, $$"""

                    private static string[] Take({{Ort}}.OrtValue value, out long[] shape)
                    {
                        shape = value.GetTensorTypeAndShape().Shape;
                        return value.GetStringTensorAsArray();
                    }

                """);
        }
    }
}
