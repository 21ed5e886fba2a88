using Qcc.Cli.Output;
using Qcc.Core.Diagnostics;

namespace Qcc.Cli.Tests.Output;

public sealed class PresentationTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.00 kB")]
    [InlineData(4_953_112, "4.95 MB")]
    [InlineData(99_950_000, "100 MB")]
    [InlineData(long.MaxValue, "9223372 TB")]
    public void Bytes_have_three_digits(long bytes, string text) => Assert.Equal(text, Quantity.Bytes(bytes));

    [Theory]
    [InlineData(double.PositiveInfinity, "equal")]
    [InlineData(double.NegativeInfinity, "not finite")]
    [InlineData(27.04, "27.0 dB")]
    public void Decibels_name_their_ends(double db, string text) => Assert.Equal(text, Quantity.Decibels(db));

    [Fact]
    public void A_table_aligns_and_escapes()
    {
        var table = new TextTable("name", "n") { Right = [1] };
        table.Add("a\u001b[31mb", "7").Add("c", "1234");
        Assert.Equal(["name           n", @"a\x1b[31mb     7", "c           1234"], table.Lines());
    }

    [Fact]
    public void A_table_cuts_names_of_attackers() => Assert.All(new TextTable("x").Add(new string('y', 10_000)).Lines(), line => Assert.True(line.Length < 110));
}
