using Qcc.Calibrate;
using Qcc.Core.Quantization;
using Qcc.Measure;
using Qcc.Onnx.Runtime;

namespace Qcc.Search;

/// <summary>
/// The file of a recipe while it is measured: on a few held-out samples, on all of them, and on as many that were counted, only as far as it can still win. Each
/// step adds to the one before.
/// </summary>
sealed class Trial : IDisposable
{
    /// <summary>Held-out samples that tell files far apart.</summary>
    public const int Few = 8;

    readonly OrtSession _session;
    readonly CalibrationResult _calibration;
    readonly SqnrMeter _sqnr = new();
    readonly Recipe _recipe;

    public Trial(OrtSession session, Recipe recipe, Footing footing, QuantizationPlan plan, CalibrationResult calibration)
    {
        (_session, _recipe, Footing, Plan, _calibration) = (session, recipe, footing, plan, calibration);
    }

    public Footing Footing { get; }

    public QuantizationPlan Plan { get; }

    /// <summary>SQNR on the first held-out samples in dB.</summary>
    public double FewDb { get; private set; } = double.NaN;

    /// <summary>SQNR on all held-out samples, or on those that were run.</summary>
    public double HeldOutDb { get; private set; } = double.NaN;

    /// <summary>SQNR on those and on counted ones; NaN where these were not run.</summary>
    public double PooledDb { get; private set; } = double.NaN;

    public Candidate Candidate => new(_recipe, Footing, Plan, new CandidateScore(HeldOutDb, PooledDb) { FewDb = FewDb });

    public void MeasureFew() => FewDb = HeldOutDb = Add(_calibration.HeldOut.Take(Few));

    public void MeasureOthersHeldOut() => HeldOutDb = Add(_calibration.HeldOut.Skip(Few));

    public void MeasureCounted() => PooledDb = Add(_calibration.Counted);

    /// <summary>Measures everything.</summary>
    public Trial Measure()
    {
        MeasureFew();
        MeasureOthersHeldOut();
        MeasureCounted();
        return this;
    }

    double Add(IEnumerable<HeldOutSample> samples)
    {
        HeldOutError.AddScore(_sqnr, _session, [.. samples], Footing.Model.Graph);
        return _sqnr.Db;
    }

    public void Dispose() => _session.Dispose();
}
