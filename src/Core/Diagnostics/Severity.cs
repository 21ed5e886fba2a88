namespace Qcc.Core.Diagnostics;

/// <summary>How bad a diagnostic is; only errors stop a compile.</summary>
public enum Severity { Info, Warning, Error }
