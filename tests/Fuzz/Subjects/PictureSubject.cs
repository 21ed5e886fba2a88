using Qcc.Fuzz.Mutation;
using SkiaSharp;

namespace Qcc.Fuzz.Subjects;

/// <summary>Pictures as samples.</summary>
static class PictureSubject
{
    public static IReadOnlyList<Subject> Entries { get; } =
    [
        new("png", 5, (random, sandbox) => sandbox.Write("sample.png", PictureFiles.Changed(random, SKEncodedImageFormat.Png)), (sandbox, stop) => ArraySubject.RunAsync(sandbox, "sample.png", Compiling.PictureNet, stop)),
        new("jpeg", 5, (random, sandbox) => sandbox.Write("sample.jpg", PictureFiles.Changed(random, SKEncodedImageFormat.Jpeg)), (sandbox, stop) => ArraySubject.RunAsync(sandbox, "sample.jpg", Compiling.PictureNet, stop)),
    ];
}
