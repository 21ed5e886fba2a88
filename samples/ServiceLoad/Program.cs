using System.Diagnostics;

// URL, requests, of which so many at the same time.
(string url, int requests, int lanes) = (args[0], int.Parse(args[1]), int.Parse(args[2]));
using var client = new HttpClient { BaseAddress = new Uri(url) };
double[] times = new double[requests];
int errors = 0;
Stopwatch clock = Stopwatch.StartNew();
await Parallel.ForAsync(0, requests, new ParallelOptions { MaxDegreeOfParallelism = lanes }, async (i, stop) =>
{
    byte[] picture = new byte[784];
    new Random(i).NextBytes(picture);
    long start = Stopwatch.GetTimestamp();
    using HttpResponseMessage answer = await client.PostAsync("/classify", new ByteArrayContent(picture), stop);
    string text = await answer.Content.ReadAsStringAsync(stop);
    times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    if (!answer.IsSuccessStatusCode || !text.Contains("\"class\"")) Interlocked.Increment(ref errors);
});
Array.Sort(times);
Console.WriteLine(FormattableString.Invariant($"{requests} requests, {errors} errors, {requests / clock.Elapsed.TotalSeconds:F0} a second; median {times[requests / 2]:F2} ms, 99 % {times[requests * 99 / 100]:F2} ms, longest {times[^1]:F2} ms"));
return errors == 0 ? 0 : 1;
