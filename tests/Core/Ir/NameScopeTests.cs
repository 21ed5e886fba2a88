using Qcc.Core.Ir;

namespace Qcc.Core.Tests.Ir;

public sealed class NameScopeTests
{
    [Fact]
    public void FreshKeepsAHintThatIsFree() => Assert.Equal("x", new NameScope().Fresh("x"));

    [Fact]
    public void FreshAvoidsNamesOfTheFileAndItsOwn()
    {
        var names = new NameScope();
        names.Add("x");
        names.Add("x_1");
        Assert.Equal("x_2", names.Fresh("x"));
        Assert.Equal("x_3", names.Fresh("x"));
        Assert.Equal("x_2_1", names.Fresh("x_2"));
    }
}
