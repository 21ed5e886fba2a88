using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;

namespace Qcc.Data;

/// <summary>What can be wrong with samples. The records are the arguments of the kinds that need several.</summary>
public static class DataDiagnostics
{
    public sealed record Missing(ModelInput Input, IReadOnlyList<ModelInput> Inputs, IReadOnlyList<string> Found);
    public sealed record Misfit(ModelInput Input, IReadOnlyList<long> Shape, string Hint);
    public sealed record Counts(string First, long FirstCount, string Second, long SecondCount);
    public sealed record Mistyped(ModelInput Input, ElementType Found);
    public sealed record Lengths(long Present, long Declared);
    public sealed record Remainder(long Left, int Batch);
    public sealed record BadElement(int Sample, string Index, ModelInput Input);
    public sealed record BadValue(int Sample, string Name, string What);
    public sealed record Channels(ModelInput Input, int Count);
    public sealed record PictureSize(int Width, int Height, long Limit);
    public sealed record Skipped(int Left, int Used);

    static readonly ModelInput Image = new("image", new TensorType(ElementType.F32, [Dim.Of("N"), 3, 8, 8]));

    public static readonly DiagnosticKind<Missing> NoArrayForInput = new("QCC2001", Severity.Error,
        Cause: m => $"no array for input {m.Input}; found: {List(m.Found)}",
        Remedy: m => $"name the arrays after the inputs: np.savez(\"calib.npz\", **{{{string.Join(", ", m.Inputs.Select(i => $"\"{i.Name}\": ..."))}}})",
        Example: new(Image, [Image], ["picture"]));

    public static readonly DiagnosticKind<Misfit> ArrayShape = new("QCC2002", Severity.Error,
        Cause: m => $"the array is [{string.Join(',', m.Shape)}], the model wants {m.Input.Type}{(m.Hint.Length > 0 ? $"; {m.Hint}" : "")}",
        Remedy: _ => "give one entry of axis 0 for each sample, the other sizes as the model wants them",
        Example: new(Image, [6, 8, 8, 3], "it looks like NHWC, the model wants NCHW: transpose(0, 3, 1, 2)"));

    public static readonly DiagnosticKind<Counts> UnequalCounts = new("QCC2003", Severity.Error,
        Cause: c => $"{c.FirstCount} samples of \"{c.First}\", {c.SecondCount} of \"{c.Second}\"",
        Remedy: _ => "give as many samples of each input",
        Example: new("image", 6, "scale", 4));

    public static readonly DiagnosticKind<string> NoSamples = new("QCC2004", Severity.Error,
        Cause: why => $"no samples: {why}",
        Remedy: _ => "give at least one sample, better a hundred that look like what the model will see",
        Example: "the arrays have no entries");

    public static readonly DiagnosticKind<string> UnmatchedArray = new("QCC2005", Severity.Info,
        Cause: name => $"array \"{name}\" is no input of the model and is not used",
        Remedy: _ => "nothing to do if it is meant for something else",
        Example: "labels");

    public static readonly DiagnosticKind<int> OneSample = new("QCC2006", Severity.Warning,
        Cause: count => $"{count} sample is too few to tell ranges",
        Remedy: _ => "give about a hundred samples that look like what the model will see",
        Example: 1);

    public static readonly DiagnosticKind<int> ConstantInput = new("QCC2007", Severity.Warning,
        Cause: count => $"all elements of all {count} samples are equal; nothing is learned about ranges",
        Remedy: _ => "check how the samples were made",
        Example: 6);

    public static readonly DiagnosticKind<BadValue> NonFinite = new("QCC2008", Severity.Error,
        Cause: b => $"sample {b.Sample} ({b.Name}) holds {b.What}",
        Remedy: _ => "repair the sample, or leave out bad ones with --skip-bad-samples",
        Example: new(3, "calib.npz#3", "NaN at [1,2,5]"));

    public static readonly DiagnosticKind<Mistyped> IntegersForFloats = new("QCC2009", Severity.Error,
        Cause: m => $"the array is {m.Found.Name()}, the input {m.Input.Type}; nobody has said how the stored integers were normalized",
        Remedy: _ => "say it with --scale, --mean and --std: x = (stored * scale - mean) / std; --scale 1 takes them as they are",
        Example: new(Image, ElementType.U8));

    public static readonly DiagnosticKind<Mistyped> ArrayType = new("QCC2010", Severity.Error,
        Cause: m => $"the array is {m.Found.Name()}, the input {m.Input.Type}",
        Remedy: m => $"store the array as {m.Input.Type.Element.Name()}",
        Example: new(new("ids", TensorType.Of(ElementType.S64, 1, 16)), ElementType.F32));

    public static readonly DiagnosticKind<string> Converted = new("QCC2011", Severity.Info,
        Cause: what => what,
        Remedy: _ => "nothing to do",
        Example: "f64 is converted to f32");

    public static readonly DiagnosticKind<string> PickledArray = new("QCC2012", Severity.Error,
        Cause: descr => $"an array of Python objects (dtype '{descr}') is a pickle, which is a program; it is never loaded",
        Remedy: _ => "store plain numbers: np.asarray(x, dtype=np.float32)",
        Example: "|O");

    public static readonly DiagnosticKind<string> StructuredArray = new("QCC2013", Severity.Error,
        Cause: _ => "the array has a structured dtype (a list of fields)",
        Remedy: _ => "store one plain array for each field",
        Example: "");

    public static readonly DiagnosticKind<string> TextArray = new("QCC2014", Severity.Error,
        Cause: descr => $"the array holds text (dtype '{descr}')",
        Remedy: _ => "store numbers",
        Example: "<U4");

    public static readonly DiagnosticKind<string> UnsupportedArrayType = new("QCC2015", Severity.Error,
        Cause: descr => $"dtype '{descr}' is none that a model input takes",
        Remedy: _ => "store float16, float32, float64, bool or integers",
        Example: "<c8");

    public static readonly DiagnosticKind<string> NotAnArray = new("QCC2016", Severity.Error,
        Cause: why => $"this is not a valid .npy array: {why}",
        Remedy: _ => "write it with numpy.save or numpy.savez",
        Example: "key 'shape' is missing");

    public static readonly DiagnosticKind<string> ArrayTooLarge = new("QCC2017", Severity.Error,
        Cause: shape => $"a shape of {shape} is larger than any memory",
        Remedy: _ => "write the array again",
        Example: "[2147483648,2147483648]");

    public static readonly DiagnosticKind<Lengths> ShortArray = new("QCC2018", Severity.Error,
        Cause: l => $"the array has {l.Present} of {l.Declared} bytes",
        Remedy: _ => "write the file again; it was probably cut",
        Example: new(12, 24));

    public static readonly DiagnosticKind<Lengths> LongArray = new("QCC2019", Severity.Error,
        Cause: l => $"{l.Present} bytes of data though the header says {l.Declared}; nothing was unpacked",
        Remedy: _ => "write the file again with numpy.save or numpy.savez",
        Example: new(8388608, 4608));

    public static readonly DiagnosticKind<string> DamagedArchive = new("QCC2020", Severity.Error,
        Cause: why => $"the archive is damaged{(why.Length > 0 ? $": {why}" : "")}",
        Remedy: _ => "copy or write the file again",
        Example: "checksum 12345678 instead of 9abcdef0");

    public static readonly DiagnosticKind<string> NotAnArchive = new("QCC2021", Severity.Error,
        Cause: _ => "this is not an .npz archive",
        Remedy: _ => "write it with numpy.savez or numpy.savez_compressed",
        Example: "");

    public static readonly DiagnosticKind<string> PathInArchive = new("QCC2022", Severity.Error,
        Cause: name => $"the archive holds \"{name}\", a path out of the archive that is no input of the model",
        Remedy: _ => "do not use archives of unknown origin; nothing was unpacked",
        Example: "../../pwned");

    public static readonly DiagnosticKind<IReadOnlyList<ModelInput>> OneArrayForInputs = new("QCC2023", Severity.Error,
        Cause: inputs => $"one array for {inputs.Count} inputs: {string.Join(", ", inputs)}",
        Remedy: _ => "give an .npz archive, or a folder of .npy files named after the inputs",
        Example: [Image, new("scale", TensorType.Of(ElementType.F32, 1, 1))]);

    public static readonly DiagnosticKind<Remainder> RemainderDropped = new("QCC2024", Severity.Warning,
        Cause: r => $"the model takes {r.Batch} at once; the last {r.Left} do not fill a batch and are not used",
        Remedy: r => $"give a multiple of {r.Batch}",
        Example: new(1, 3));

    public static readonly DiagnosticKind<BadElement> IntegerOutOfRange = new("QCC2025", Severity.Error,
        Cause: b => $"sample {b.Sample} holds a value at {b.Index} that {b.Input.Type.Element.Name()} cannot hold",
        Remedy: _ => "check how the samples were made",
        Example: new(2, "[7]", new("mask", TensorType.Of(ElementType.Bool, 1, 16))));

    public static readonly DiagnosticKind<ModelInput> InputNotNumeric = new("QCC2026", Severity.Error,
        Cause: input => input.Type.Element == ElementType.Undefined ? $"input \"{Escape.ForTerminal(input.Name)}\" is no tensor but a sequence, an optional or of an unknown type; there are no samples for it" : $"input {input} takes no numbers; it cannot be calibrated from files",
        Remedy: input => input.Type.Element == ElementType.Undefined ? "cut the model so that it takes tensors" : "cut the model behind the text operators",
        Example: new("text", TensorType.Of(ElementType.String, 1)));

    public static readonly DiagnosticKind<ElementType> PreprocessingUnused = new("QCC2027", Severity.Warning,
        Cause: type => $"--scale, --mean and --std are not used: the array is {type.Name()} already",
        Remedy: _ => "leave the options out, or store integers",
        Example: ElementType.F32);

    public static readonly DiagnosticKind<Channels> PreprocessingChannels = new("QCC2028", Severity.Error,
        Cause: c => $"{c.Count} values of mean or std for {c.Input.Type}, which has no axis of {c.Count} channels there",
        Remedy: _ => "give one value, or one for each channel, and --layout nchw or nhwc",
        Example: new(new("image", TensorType.Of(ElementType.F32, 1, 1, 28, 28)), 3));

    /// <summary>What is wrong with a sample that is left out: a warning, which advises no second time to leave it out.</summary>
    public static Diagnostic LeftOut(Diagnostic bad) => bad with { Severity = Severity.Warning, Remedy = "it is left out; repair or remove it" };

    public static readonly DiagnosticKind<Skipped> SamplesSkipped = new("QCC2029", Severity.Warning,
        Cause: s => $"{s.Left} bad samples were left out, {s.Used} used",
        Remedy: _ => "repair them, or leave out --skip-bad-samples to see the first",
        Example: new(2, 98));

    public static readonly DiagnosticKind<string> Changed = new("QCC2030", Severity.Error,
        Cause: file => $"{file} has changed since it was opened",
        Remedy: _ => "let nobody write the samples while they are read",
        Example: "calib.npz");

    public static readonly DiagnosticKind<string> PictureConverted = new("QCC2040", Severity.Info,
        Cause: what => what,
        Remedy: _ => "nothing to do",
        Example: "gray becomes three equal channels");

    public static readonly DiagnosticKind<string> NotAPicture = new("QCC2041", Severity.Error,
        Cause: why => $"this is no JPEG or PNG picture: {why}",
        Remedy: _ => "remove the file, or leave out bad ones with --skip-bad-samples",
        Example: "the file is empty");

    public static readonly DiagnosticKind<string> DamagedPicture = new("QCC2042", Severity.Error,
        Cause: why => $"the picture is damaged: {why}",
        Remedy: _ => "copy the file again, or leave out bad ones with --skip-bad-samples",
        Example: "IncompleteInput");

    public static readonly DiagnosticKind<PictureSize> PictureTooLarge = new("QCC2043", Severity.Error,
        Cause: s => $"the picture is {s.Width} x {s.Height}; at most {s.Limit} pixels are read",
        Remedy: _ => "make it smaller, or leave out bad ones with --skip-bad-samples",
        Example: new(60000, 60000, 100_000_000));

    public static readonly DiagnosticKind<IReadOnlyList<ModelInput>> NoPictureInput = new("QCC2044", Severity.Error,
        Cause: inputs => $"pictures serve a model with one input of 1 or 3 channels, not {string.Join(", ", inputs)}",
        Remedy: _ => "give an .npz archive with an array for each input, or say where the channels are with --layout",
        Example: [new("features", TensorType.Of(ElementType.F32, 1, 16))]);

    public static readonly DiagnosticKind<PictureSize> PictureWrongSize = new("QCC2045", Severity.Error,
        Cause: s => $"the picture is {s.Width} x {s.Height}, not what the model wants, and resizing is switched off",
        Remedy: _ => "resize it, or allow it with --resize crop or --resize stretch",
        Example: new(20, 10, 0));

    public static readonly DiagnosticKind<string> FilesIgnored = new("QCC2046", Severity.Info,
        Cause: what => what,
        Remedy: _ => "give a folder that holds one kind of samples",
        Example: "3 pictures are not used, because the folder holds .npz files");

    public static readonly DiagnosticKind<string> BadLabels = new("QCC2047", Severity.Error,
        Cause: why => why,
        Remedy: _ => "give a .npy file with an integer for each sample, or a .csv file with a line file,label for each picture",
        Example: "line 3 is not \"file,label\"");

    public static readonly DiagnosticKind<(string Sample, string Shape, string First)> OtherSizes = new("QCC2048", Severity.Error,
        Cause: s => $"sample \"{Escape.ForTerminal(s.Sample)}\" has the sizes {s.Shape}, and the first one {s.First}, which the target fixes",
        Remedy: _ => "give samples of one shape, or a target that leaves sizes open, such as int8-cpu",
        Example: ("b.npy", "1x80x7", "1x100x7"));

    public static readonly DiagnosticKind<Missing> NoSuchInput = new("QCC2061", Severity.Error,
        Cause: m => $"--shape gives sizes of \"{Escape.ForTerminal(m.Input.Name)}\", which is no input of the model",
        Remedy: m => $"the inputs are {string.Join(", ", m.Inputs)}",
        Example: new(Image with { Name = "picture" }, [Image], []));

    public static readonly DiagnosticKind<Misfit> GivenShape = new("QCC2062", Severity.Error,
        Cause: m => $"--shape gives [{string.Join(',', m.Shape)}] for {m.Input}",
        Remedy: _ => "give a size for each dimension, the model's own where it has one",
        Example: new(Image, [1, 4, 8, 8], ""));

    /// <summary>Every kind, in the order of the codes, for the page of diagnostics.</summary>
    public static readonly DiagnosticKind<ModelInput> NoShape = new("QCC2063", Severity.Error,
        Cause: input => $"input {input} has no shape, so no samples can be made up for it",
        Remedy: input => $"give samples with --calibrate, or a shape with --shape {Escape.ForTerminal(input.Name)}=1,3,224,224",
        Example: new("x", new TensorType(ElementType.F32, null)));

    public static readonly DiagnosticKind<(ModelInput Input, string Shape, long Most)> TooLargeToMakeUp = new("QCC2064", Severity.Error,
        Cause: a => $"samples of {a.Shape} for input {a.Input} are too large to make up; at most {a.Most} numbers are",
        Remedy: a => $"give samples with --calibrate, or smaller sizes with --shape {Escape.ForTerminal(a.Input.Name)}=1,3,224,224",
        Example: (Image, "[1,3,100000,100000]", 1 << 25));

    public static readonly IReadOnlyList<DiagnosticKind> All =
    [
        NoArrayForInput, ArrayShape, UnequalCounts, NoSamples, UnmatchedArray, OneSample, ConstantInput, NonFinite, IntegersForFloats,
        ArrayType, Converted, PickledArray, StructuredArray, TextArray, UnsupportedArrayType, NotAnArray, ArrayTooLarge, ShortArray,
        LongArray, DamagedArchive, NotAnArchive, PathInArchive, OneArrayForInputs, RemainderDropped, IntegerOutOfRange, InputNotNumeric,
        PreprocessingUnused, PreprocessingChannels, SamplesSkipped, Changed,
        PictureConverted, NotAPicture, DamagedPicture, PictureTooLarge, NoPictureInput, PictureWrongSize, FilesIgnored, BadLabels, OtherSizes, NoSuchInput, GivenShape, NoShape, TooLargeToMakeUp,
    ];

    /// <summary>Up to eight names and how many more there are.</summary>
    static string List(IReadOnlyList<string> names) => names.Count == 0
        ? "none"
        : string.Join(", ", names.Take(8).Select(n => Escape.ForTerminal(n))) + (names.Count > 8 ? $" and {names.Count - 8} more" : "");
}
