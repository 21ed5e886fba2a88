namespace Qcc.Report;

/// <summary>The page's style sheet.</summary>
static class Style
{
    public const string Sheet = """
        :root { --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --paper: #ffffff; --tint: #f6f8fa; --accent: #0a58a8; }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--tint); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
        main { max-width: 1120px; margin: 0 auto; padding: 24px 16px 64px; }
        h1 { font-size: 26px; margin: 8px 0 16px; overflow-wrap: anywhere; }
        h2 { font-size: 18px; margin: 0 0 12px; }
        section { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: 18px 20px; margin: 16px 0; }
        p { margin: 0 0 10px; max-width: 90ch; }
        code { font: 13px/1.4 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; margin: 6px 0 12px; }
        th, td { text-align: left; vertical-align: top; padding: 5px 14px 5px 0; border-bottom: 1px solid var(--line); }
        th { color: var(--soft); font-weight: 600; white-space: nowrap; }
        .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(190px, 1fr)); gap: 12px; margin-bottom: 12px; }
        .tile { border: 1px solid var(--line); border-radius: 6px; padding: 10px 14px; }
        .tile b { display: block; font-size: 22px; line-height: 1.3; }
        .tile span { color: var(--soft); }
        .good b { color: #1a7f37; }
        .bad b { color: #b35900; }
        .warning, .error { border-left: 4px solid #d4a72c; padding: 2px 0 2px 12px; margin: 0 0 10px; }
        .error { border-color: #cf222e; }
        figure { margin: 0 0 18px; }
        figcaption { color: var(--soft); font-size: 13px; overflow-wrap: anywhere; }
        svg { max-width: 100%; height: auto; display: block; }
        .charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(440px, 1fr)); gap: 8px 24px; }
        details { margin: 6px 0; }
        summary { cursor: pointer; color: var(--accent); }
        @media (max-width: 520px) { .charts { grid-template-columns: 1fr; } }
        @media print { body { background: none; } section { break-inside: avoid; border: none; } }
        """;
}
