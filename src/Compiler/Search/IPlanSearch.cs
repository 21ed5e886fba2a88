using Qcc.Core.Ir;

namespace Qcc.Search;

/// <summary>Finds the plan for a canonical model, and tells what led to it.</summary>
interface IPlanSearch
{
    /// <summary>The best plan, and the model that it is for.</summary>
    PlannedModel Run(Model model);

    /// <summary>The plans that an accuracy is sought among, by falling speed; the last one is that of <see cref="Run"/>.</summary>
    IEnumerable<PlannedModel> Candidates(Model model) => [Run(model)];

    /// <summary>What was tried, in this order.</summary>
    IReadOnlyList<SearchStep> Steps => [];

    /// <summary>The plan without any remedy.</summary>
    PlannedModel Plain(Model model);

    /// <summary>Candidates that were the best so far, in this order; the last one is the chosen one. None where nothing was compared.</summary>
    IReadOnlyList<Candidate> Best { get; }

    /// <summary>Plans with other layers in float that were measured on the way and not chosen, as far as no other one beats them; kept where <see cref="CompileOptions.Details"/> asks for it.</summary>
    IReadOnlyList<PlannedModel> Mixed => [];
}
