using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;

namespace Qcc.Onnx;

/// <summary>What can be wrong with a model. The codes are stable; a new kind takes the next free number of its group.</summary>
public static class ImportDiagnostics
{
    // 100x: the file and its versions.

    public static readonly DiagnosticKind<string> NotAModel = new("QCC1001", Severity.Error,
        Cause: found => $"this is {found}, not an ONNX model",
        Remedy: _ => "give the .onnx file itself (unpacked, downloaded in full, or exported from the framework)",
        Example: "a gzip archive");

    public static readonly DiagnosticKind<(long Position, string Reason)> Malformed = new("QCC1002", Severity.Error,
        Cause: found => $"malformed model at byte {found.Position}: {found.Reason}",
        Remedy: _ => "copy or export the file again; it is damaged or no ONNX model",
        Example: (1204, "truncated at byte 1204: a field claims 4096 bytes, the file has 100 more"));

    public static readonly DiagnosticKind<string> NoGraph = new("QCC1003", Severity.Error,
        Cause: _ => "the model has no graph",
        Remedy: _ => "export the model again",
        Example: "");

    public static readonly DiagnosticKind<long> OpsetTooNew = new("QCC1004", Severity.Error,
        Cause: found => $"the model needs opset {found}; this version reads opsets up to {Supported.NewestOpset}",
        Remedy: _ => $"export it again with opset {Supported.NewestOpset} or lower",
        Example: 99);

    public static readonly DiagnosticKind<string> NoOpset = new("QCC1005", Severity.Error,
        Cause: _ => "the model imports no operator set (opset_import is empty), so its operators have no defined meaning",
        Remedy: _ => "export the model again, or add the opset_import it was written for",
        Example: "");

    public static readonly DiagnosticKind<(string Domain, long First, long Second)> OpsetConflict = new("QCC1006", Severity.Error,
        Cause: found => $"the model imports two versions of domain \"{found.Domain}\": {found.First} and {found.Second}",
        Remedy: _ => "remove the opset_import that is wrong",
        Example: ("", 12, 17));

    public static readonly DiagnosticKind<long> IrTooNew = new("QCC1007", Severity.Error,
        Cause: found => $"the file has IR version {found}; this version reads IR versions 1 to {Supported.NewestIr}",
        Remedy: _ => $"export it again with IR version {Supported.NewestIr} or lower",
        Example: 99);

    public static readonly DiagnosticKind<long> OpsetVersion = new("QCC1008", Severity.Error,
        Cause: found => $"opset version {found} does not exist",
        Remedy: _ => "export the model again",
        Example: -1);

    // 101x: names and structure of a graph.

    public static readonly DiagnosticKind<(string Name, string What)> DuplicateName = new("QCC1011", Severity.Error,
        Cause: found => $"\"{found.Name}\" is defined twice: {found.What}",
        Remedy: _ => "give one of the two another name; every value has one definition",
        Example: ("h", "it is already the output of a node"));

    public static readonly DiagnosticKind<string> UndefinedValue = new("QCC1012", Severity.Error,
        Cause: name => $"input \"{name}\" is produced by nothing: it is no graph input, initializer or node output",
        Remedy: _ => "add what produces it, or correct the name",
        Example: "ghost");

    public static readonly DiagnosticKind<string> Cycle = new("QCC1013", Severity.Error,
        Cause: nodes => $"the graph has a cycle: {nodes}",
        Remedy: _ => "a graph must run from inputs to outputs; use Loop or Scan for recurrence",
        Example: "first > back > first");

    public static readonly DiagnosticKind<string> MissingOutput = new("QCC1014", Severity.Error,
        Cause: name => $"graph output \"{name}\" is produced by nothing",
        Remedy: _ => "correct the output's name, or remove it",
        Example: "nowhere");

    public static readonly DiagnosticKind<string> NoOutputs = new("QCC1015", Severity.Error,
        Cause: _ => "the graph has no outputs",
        Remedy: _ => "declare the values that the model returns as graph outputs",
        Example: "");

    public static readonly DiagnosticKind<string> EmptyName = new("QCC1016", Severity.Error,
        Cause: what => $"{what} has no name",
        Remedy: _ => "name it; only optional inputs and outputs of nodes may be nameless",
        Example: "a graph input");

    // 103x: tensors.

    public static readonly DiagnosticKind<(string Shape, string Found, string Needed)> TensorSize = new("QCC1031", Severity.Error,
        Cause: tensor => $"the tensor of {tensor.Shape} has {tensor.Found}; it needs {tensor.Needed}",
        Remedy: _ => "export the model again; shape and data of the tensor disagree",
        Example: ("f32[6,8]", "40 bytes of raw data", "192"));

    public static readonly DiagnosticKind<string> TensorShape = new("QCC1032", Severity.Error,
        Cause: reason => $"the tensor's shape is impossible: {reason}",
        Remedy: _ => "export the model again",
        Example: "dimension -6");

    public static readonly DiagnosticKind<long> TensorElement = new("QCC1033", Severity.Error,
        Cause: number => number == 0 ? "the tensor has no data type" : $"the tensor has the unknown data type {number}",
        Remedy: _ => "export the model again, with types of the ONNX standard",
        Example: 77);

    public static readonly DiagnosticKind<string> TensorFields = new("QCC1034", Severity.Error,
        Cause: fields => $"the tensor's data lie in {fields}; one field is allowed",
        Remedy: _ => "export the model again",
        Example: "raw_data and float_data");

    public static readonly DiagnosticKind<string> SparseTensor = new("QCC1035", Severity.Error,
        Cause: reason => $"the sparse tensor is impossible: {reason}",
        Remedy: _ => "export the model again, or store the tensor dense",
        Example: "index 99 lies outside the shape [8,4]");

    // 104x: external data.

    public static readonly DiagnosticKind<(string Location, string Reason)> ExternalPath = new("QCC1041", Severity.Error,
        Cause: found => $"external data location \"{Escape.ForTerminal(found.Location)}\" {found.Reason}",
        Remedy: _ => "external data must be a relative path with forward slashes to a file in the folder of the model",
        Example: ("../weights.bin", "leaves the folder of the model"));

    public static readonly DiagnosticKind<string> ExternalMissing = new("QCC1042", Severity.Error,
        Cause: location => $"external data file \"{Escape.ForTerminal(location)}\" does not exist beside the model",
        Remedy: _ => "put the file there; it belongs to the model",
        Example: "weights.bin");

    public static readonly DiagnosticKind<(string Location, string Reason)> ExternalRange = new("QCC1043", Severity.Error,
        Cause: found => $"external data in \"{Escape.ForTerminal(found.Location)}\": {found.Reason}",
        Remedy: _ => "copy the data file again, or export the model again; model and data disagree",
        Example: ("weights.bin", "the file has 100 bytes, the tensor needs bytes 0 to 192"));

    public static readonly DiagnosticKind<string> ExternalInMemory = new("QCC1044", Severity.Error,
        Cause: _ => "a model in memory has a tensor in another file",
        Remedy: _ => "read the model by its path",
        Example: "");

    // 105x: attributes and functions.

    public static readonly DiagnosticKind<string> DuplicateAttribute = new("QCC1051", Severity.Error,
        Cause: name => $"attribute \"{name}\" is given twice",
        Remedy: _ => "remove one of the two",
        Example: "axis");

    public static readonly DiagnosticKind<(string Name, long Type)> AttributeType = new("QCC1052", Severity.Error,
        Cause: found => $"attribute \"{found.Name}\" has the unknown type {found.Type}",
        Remedy: _ => "export the model again",
        Example: ("axis", 99));

    public static readonly DiagnosticKind<string> RecursiveFunction = new("QCC1053", Severity.Error,
        Cause: calls => $"a local function calls itself: {calls}",
        Remedy: _ => "local functions must not be recursive; use Loop",
        Example: "Loop2 > Helper > Loop2");

    public static readonly DiagnosticKind<string> FunctionExpansion = new("QCC1054", Severity.Error,
        Cause: reason => $"local functions expand beyond bounds: {reason}",
        Remedy: _ => "export the model without local functions, or with fewer levels of them",
        Example: "more than 1000000 nodes");

    // 106x: operators.

    public static readonly DiagnosticKind<(string Operator, long Opset, string? Nearest)> UnknownOperator = new("QCC1061", Severity.Error,
        Cause: found => $"{found.Operator} is not an operator of opset {found.Opset}",
        Remedy: found => found.Nearest is null ? "correct its name" : $"correct its name; the nearest is {found.Nearest}",
        Example: ("MatMull", 17, "MatMul"));

    public static readonly DiagnosticKind<(string Operator, string Domain)> CustomOperator = new("QCC1062", Severity.Error,
        Cause: found => $"operator {found.Operator} of domain {found.Domain} is neither ONNX's, ONNX Runtime's nor a local function",
        Remedy: _ => "register the custom-operator library, or cut the model before the operator",
        Example: ("Rotate", "acme.ops"));

    public static readonly DiagnosticKind<(string Operator, long Needed, long Found)> OperatorTooNew = new("QCC1063", Severity.Error,
        Cause: found => $"{found.Operator} needs opset {found.Needed}; the model imports {found.Found}",
        Remedy: found => $"export the model with opset {found.Needed} or higher",
        Example: ("Gelu", 20, 17));

    public static readonly DiagnosticKind<(string Operator, string Attribute)> MissingAttribute = new("QCC1064", Severity.Error,
        Cause: found => $"{found.Operator} lacks the required attribute \"{found.Attribute}\"",
        Remedy: _ => "export the model again, or add the attribute",
        Example: ("Concat", "axis"));

    public static readonly DiagnosticKind<(string Operator, string Attribute, string Needed, string Found)> AttributeMismatch = new("QCC1065", Severity.Error,
        Cause: found => $"attribute \"{found.Attribute}\" of {found.Operator} must be {found.Needed}, it is {found.Found}",
        Remedy: _ => "export the model again, or correct the attribute",
        Example: ("Concat", "axis", "an int", "a string"));

    public static readonly DiagnosticKind<string> ConvolutionShape = new("QCC1066", Severity.Error,
        Cause: reason => $"the convolution is impossible: {reason}",
        Remedy: _ => "export the model again; weight, group and input disagree",
        Example: "the weight expects 4 channels in 1 group, the input has 3");

    public static readonly DiagnosticKind<string> Training = new("QCC1067", Severity.Error,
        Cause: reason => $"the model is in training: {reason}",
        Remedy: _ => "export the model in evaluation (inference) mode",
        Example: "Dropout has training_mode true, so its output is random");

    public static readonly DiagnosticKind<string> Random = new("QCC1068", Severity.Warning,
        Cause: nodes => $"outputs differ from call to call because of random operators: {nodes}",
        Remedy: _ => "accuracy cannot be checked exactly; give the noise as an input",
        Example: "RandomNormalLike \"noise\"");

    public static readonly DiagnosticKind<string> RenamedNodes = new("QCC1069", Severity.Warning,
        Cause: names => $"nodes with the same name were renamed: {names}",
        Remedy: _ => "nothing is needed; node names do not matter to the result",
        Example: "\"conv\" to \"conv_1\"");

    /// <summary>A weight that is not a number; the quantization policy decides whether it is refused.</summary>
    public static readonly DiagnosticKind<NonFiniteElement> NonFinite = new("QCC1036", Severity.Error,
        Cause: found => found.Count == 1 ? $"the weight holds {found.Kind} at [{string.Join(',', found.Index)}]"
            : $"the weight holds {found.Count} elements that are not finite, the first is {found.Kind} at [{string.Join(',', found.Index)}]",
        Remedy: _ => "train or export the model again, or leave the nodes that read it in float with --allow-nonfinite",
        Example: new NonFiniteElement([0, 5], "NaN", 1));

    /// <summary>All kinds of this file, for the page of diagnostics.</summary>
    public static IReadOnlyList<DiagnosticKind> All { get; } =
    [
        NotAModel, Malformed, NoGraph, OpsetTooNew, NoOpset, OpsetConflict, IrTooNew, OpsetVersion,
        DuplicateName, UndefinedValue, Cycle, MissingOutput, NoOutputs, EmptyName,
        TensorSize, TensorShape, TensorElement, TensorFields, SparseTensor,
        ExternalPath, ExternalMissing, ExternalRange, ExternalInMemory,
        DuplicateAttribute, AttributeType, RecursiveFunction, FunctionExpansion,
        UnknownOperator, CustomOperator, OperatorTooNew, MissingAttribute, AttributeMismatch, ConvolutionShape, Training, Random,
        RenamedNodes, NonFinite,
    ];
}
