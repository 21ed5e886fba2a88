using System.Runtime.InteropServices;
using Samples;

var builder = WebApplication.CreateBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
// One model for all requests, which may run it at the same time; one thread each, since there are many.
builder.Services.AddSingleton(_ => new Fashion(new Microsoft.ML.OnnxRuntime.SessionOptions { IntraOpNumThreads = 1 }));
var app = builder.Build();

string[] classes = ["T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"];
int pixels = Fashion.Image.LengthFor(1);

// A picture of 28 x 28 bytes of grey, row by row.
app.MapPost("/classify", async (HttpRequest request, Fashion model) =>
{
    byte[] grey = new byte[pixels];
    if (request.ContentLength != pixels) return Results.BadRequest($"send {pixels} bytes");
    await request.Body.ReadExactlyAsync(grey);
    return Results.Ok(Classify(model, grey));
});
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"listening on {string.Join(' ', app.Urls)}"));
app.Run();

Answer Classify(Fashion model, byte[] grey)
{
    float[] image = Array.ConvertAll(grey, g => (g / 255f - 0.286f) / 0.353f), logits = new float[Fashion.Logits.LengthFor(1)];
    model.Run(1, image, logits);
    int best = logits.AsSpan().IndexOf(logits.Max());
    return new Answer(classes[best], logits[best]);
}

record Answer(string Class, float Logit);
