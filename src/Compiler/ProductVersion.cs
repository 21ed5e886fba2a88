using System.Reflection;

namespace Qcc;

/// <summary>The version of this build, as files and JSON name it.</summary>
public static class ProductVersion
{
    public static string Text { get; } = typeof(ProductVersion).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
