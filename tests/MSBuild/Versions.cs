using System.Reflection;

namespace Qcc.MSBuild.Tests;

/// <summary>Versions of packages, as the build of qcc has them (Directory.Packages.props, Directory.Build.props).</summary>
static class Versions
{
    /// <summary>That of the packages made here.</summary>
    public static string Qcc => Of("Qcc");

    /// <param name="package">One that Directory.Packages.props names.</param>
    public static string Of(string package) => typeof(Versions).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == package).Value!;

    /// <summary>A reference as project files have it.</summary>
    public static string Reference(string package) => $"""<PackageReference Include="{package}" Version="{Of(package)}" />""";
}
