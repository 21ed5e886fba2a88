using System.Globalization;

namespace Qcc.Core.Diagnostics;

/// <summary>Numbers as people read them; culture-independent.</summary>
public static class Quantity
{
    static readonly string[] ByteUnits = ["B", "kB", "MB", "GB", "TB"];
    static readonly string[] CountUnits = ["", " k", " M", " G", " T"];

    /// <summary>Bytes in powers of 1000, three significant digits.</summary>
    public static string Bytes(long bytes) => Scaled(bytes, ByteUnits, " ");

    /// <summary>A count in powers of 1000, three significant digits.</summary>
    public static string Count(long count) => Scaled(count, CountUnits, "");

    /// <summary>A number of things with a name that takes an s for several.</summary>
    public static string Things(long number, string name) => string.Create(CultureInfo.InvariantCulture, $"{number} {name}{(number == 1 ? "" : "s")}");

    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1} %");

    public static string Decibels(double db) => double.IsFinite(db) ? string.Create(CultureInfo.InvariantCulture, $"{db:F1} dB")
        : double.IsPositiveInfinity(db) ? "equal" : "not finite";

    public static string Milliseconds(double ms) => string.Create(CultureInfo.InvariantCulture, $"{ms:G4} ms");

    public static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:F1} s");

    public static string Ratio(double ratio) => string.Create(CultureInfo.InvariantCulture, $"{ratio:F2}x");

    public static string Cosine(double cosine) => cosine.ToString("F6", CultureInfo.InvariantCulture);

    public static string Number(double value) => value.ToString("G5", CultureInfo.InvariantCulture);

    static string Scaled(long number, string[] units, string gap)
    {
        double value = number;
        int unit = 0;
        for (; value >= 999.5 && unit + 1 < units.Length; unit++)
        {
            value /= 1000;
        }
        string digits = unit == 0 ? number.ToString(CultureInfo.InvariantCulture) : value.ToString(value < 9.995 ? "F2" : value < 99.95 ? "F1" : "F0", CultureInfo.InvariantCulture);
        return $"{digits}{gap}{units[unit]}";
    }
}
