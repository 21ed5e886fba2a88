using Qcc.Data;

namespace Qcc.Compiler.Tests.Data;

public sealed class SpoolTests
{
    [Fact]
    public void Readers_of_a_spooled_stream_have_positions_of_their_own()
    {
        byte[] bytes = [.. Enumerable.Range(0, 600_000).Select(i => (byte)(i * 7))];
        Func<Stream> open = Spool.Of(new MemoryStream(bytes), "test");
        using Stream first = open(), second = open();
        first.Seek(-10, SeekOrigin.End);
        using var copy = new MemoryStream();
        second.CopyTo(copy);
        Assert.Equal(bytes, copy.ToArray());
        Assert.Equal(bytes[^10], first.ReadByte());
    }

    [Fact]
    public void Nothing_stays_in_the_temporary_folder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the file goes away when it is closed");
        string[] before = Directory.GetFiles(Path.GetTempPath(), "qcc-*.tmp");
        using Stream stream = Spool.Of(new MemoryStream([1, 2, 3]), "test")();
        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), "qcc-*.tmp").Except(before));
        Assert.Equal(1, stream.ReadByte());
    }
}
