namespace Qcc.Core.Ir;

/// <summary>Where the constants of a model lie that passes make, if not in memory.</summary>
public interface ITensorStore
{
    /// <summary>The same tensor, its data perhaps elsewhere.</summary>
    Tensor Keep(Tensor tensor);
}
