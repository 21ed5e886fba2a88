using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using Qcc.Passes.Lower;
using Qcc.Search;

namespace Qcc.Targets;

/// <summary>The instructions that a file is made for; kernels of ONNX Runtime compute the same integers on all of them but for the noted.</summary>
public enum Isa
{
    /// <summary>x64 with VNNI (servers since 2019, desktops since 2021): products of bytes are summed up exactly.</summary>
    Vnni,

    /// <summary>x64 without VNNI: pairs of products are summed up in 16 bits and saturate, so weights are kept where they cannot.</summary>
    Avx2,

    /// <summary>64-bit ARM: exact, as <see cref="Vnni"/>.</summary>
    Arm64,
}

/// <summary>A place where a compiled network runs: properties and no logic.</summary>
public abstract record Target
{
    /// <summary>The name that <c>--target</c> takes.</summary>
    public abstract string Name { get; }

    /// <summary>One line for <c>qcc list targets</c>.</summary>
    public abstract string Summary { get; }

    /// <summary>The operator forms that run in integers, and what they cost.</summary>
    public abstract KernelTable Kernels { get; init; }

    /// <summary>Passes that bring a canonical graph into the forms that this target runs fast; the function stays.</summary>
    public abstract IReadOnlyList<Pass> Forms { get; }

    /// <summary>Passes over the lowered graph.</summary>
    public abstract IReadOnlyList<Pass> LoweredForms { get; }

    /// <summary>Passes over the lowered graph of the chosen plan alone: candidates are compared without them.</summary>
    public virtual IReadOnlyList<Pass> FinalForms => [];

    /// <summary>Whether nothing may stay float.</summary>
    public bool IsIntegerOnly => this is IntegerOnlyTarget;

    /// <summary>Whether activations stay float and weights become codes in blocks.</summary>
    public bool IsWeightOnly => Kernels.Kernels.Any(k => k.Form == KernelForm.WeightOnly);

    /// <summary>Whether inputs and outputs are codes; otherwise they are what they are in the model.</summary>
    public bool IntegerIo { get; init; }

    /// <summary>Whether the output is a folder.</summary>
    public virtual bool WritesFolder => false;

    /// <summary>What is written of a model that has passed Check.</summary>
    /// <param name="name">The name of the model's file, without folder and extension.</param>
    /// <param name="samples">Some inputs, for tests that go with the output.</param>
    /// <exception cref="DiagnosticException">QCC4002: the target cannot express a node.</exception>
    internal virtual CompiledFile Finish(EmittedModel emitted, string name, IReadOnlyList<IReadOnlyDictionary<string, Tensor>> samples) => new EmittedOnnx(emitted.Model, emitted.Lowered.Graph);

    /// <summary>Whether sizes that the model leaves open get those of the samples, or of <c>--shape</c>.</summary>
    public virtual bool FixesSizes => false;

    /// <summary>What scales become where there are no floats.</summary>
    public Multipliers Multipliers { get; init; } = Multipliers.Default;

    /// <summary>The target with other multipliers; one that has floats stays as it is.</summary>
    public Target With(Multipliers multipliers) => IsIntegerOnly ? this with { Multipliers = multipliers, Kernels = Kernels with { Scales = multipliers.Scales } } : this;

    /// <summary>Extension of the output, with its dot.</summary>
    public abstract string Extension { get; }

    /// <summary>Whether ranges come from calibration samples; otherwise samples only compare, and made-up ones do.</summary>
    public virtual bool NeedsCalibration => true;

    /// <summary>How integers are written.</summary>
    public OnnxForm Form { get; init; }

    /// <summary>The target in a form, for a processor.</summary>
    public Target For(OnnxForm form, Isa isa) => this with
    {
        Form = form,
        Kernels = Kernels with { Kernels = [.. Kernels.Kernels.Where(k => k.IsStandard || form != OnnxForm.Qdq)], PairsMustFit16Bits = isa == Isa.Avx2 },
    };
}
