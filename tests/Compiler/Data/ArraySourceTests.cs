using System.IO.Compression;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Data;
using Qcc.Testing;

namespace Qcc.Compiler.Tests.Data;

public sealed class ArraySourceTests : DataTest
{
    static readonly ModelInput X = Input("x", ElementType.F32, Dim.Of("batch"), 2, 3);

    string Write(string file, params (string Name, byte[] Array)[] arrays)
    {
        Npz.Write(PathOf(file), CompressionLevel.Fastest, arrays);
        return PathOf(file);
    }

    [Fact]
    public async Task Same_rank_is_cut_into_batches_of_one()
    {
        List<Sample> samples = await ReadAll(Write("a.npz", ("x", Npz.Floats([4, 2, 3], i => i))), [X]);
        Assert.Equal(["a.npz#0", "a.npz#1", "a.npz#2", "a.npz#3"], samples.Select(s => s.Name));
        Assert.Equal([1, 2, 3], samples[3].Inputs["x"].Shape);
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (float)i), Floats(samples, "x"));
    }

    [Fact]
    public async Task One_more_dimension_is_one_sample_an_entry()
    {
        List<Sample> samples = await ReadAll(Write("a.npz", ("x", Npz.Floats([2, 5, 2, 3], i => i))), [X]);
        Assert.Equal([5, 2, 3], Assert.Single(samples.Skip(1)).Inputs["x"].Shape);
    }

    [Fact]
    public async Task A_fixed_batch_takes_that_many_and_reports_the_rest()
    {
        List<Sample> samples = await ReadAll(Write("a.npz", ("x", Npz.Floats([7, 2], i => i))), [Input("x", ElementType.F32, 3, 2)]);
        Assert.Equal(2, samples.Count);
        Assert.Equal([3, 2], samples[1].Inputs["x"].Shape);
        Diagnostic note = Assert.Single(Diagnostics.Items);
        Assert.Equal("QCC2024", note.Code);
        Assert.Contains("the last 1 ", note.Text);
    }

    [Fact]
    public async Task A_scalar_serves_every_sample()
    {
        string path = Write("a.npz", ("x", Npz.Floats([2, 2, 3], i => i)), ("k", Npz.Floats([], _ => 7)));
        List<Sample> samples = await ReadAll(path, [X, Input("k", ElementType.F32)]);
        Assert.Equal([7, 7], Floats(samples, "k"));
    }

    [Theory]
    [InlineData("<i4", ElementType.S64)]
    [InlineData("<i4", ElementType.S32)]
    [InlineData("<i4", ElementType.U8)]
    public async Task Integers_are_widened_or_narrowed_by_value(string descr, ElementType element)
    {
        string path = Write("a.npz", ("ids", Npz.Array(descr, [2, 3], Npz.Bytes(1, 2, 3, 4, 5, 250))));
        List<Sample> samples = await ReadAll(path, [Input("ids", element, Dim.Of("N"), 3)]);
        Assert.Equal([4, 5, 250], samples[1].Inputs["ids"].ToInt64());
    }

    [Fact]
    public async Task An_integer_that_does_not_fit_is_refused_with_its_place()
    {
        string path = Write("a.npz", ("ids", Npz.Array("<i8", [2, 3], Npz.Bytes<long>(1, 2, 3, 4, -5, 6))));
        Diagnostic refusal = await Refusal(path, [Input("ids", ElementType.U8, Dim.Of("N"), 3)]);
        Assert.Equal("QCC2025", refusal.Code);
        Assert.Contains("sample 1 holds a value at [1]", refusal.Text);
    }

    [Fact]
    public async Task Floats_for_integers_are_refused() => Assert.Equal("QCC2010",
        (await Refusal(Write("a.npz", ("x", Npz.Floats([1, 2, 3], i => i))), [X with { Type = new(ElementType.S64, X.Type.Shape) }])).Code);

    [Fact]
    public async Task Halves_are_widened_exactly()
    {
        string path = Write("a.npz", ("x", Npz.Array("<f2", [1, 2, 3], Npz.Bytes((Half)1, (Half)(-0.5), (Half)65504, Half.Epsilon, (Half)0, (Half)3))));
        Assert.Equal([1, -0.5f, 65504, (float)Half.Epsilon, 0, 3], Floats(await ReadAll(path, [X]), "x"));
    }

    [Fact]
    public async Task Bytes_are_normalized_per_channel()
    {
        byte[] pixels = [.. Enumerable.Range(0, 12).Select(i => (byte)(i * 20))];
        var options = new SampleOptions { Preprocessing = new(0.5f, [1, 2, 3], [1, 2, 4]), Layout = ChannelLayout.Nhwc };
        string path = Write("a.npz", ("x", Npz.Array("|u1", [1, 2, 2, 3], pixels)));
        float[] x = Floats(await ReadAll(path, [Input("x", ElementType.F32, Dim.Of("N"), 2, 2, 3)], options), "x");
        float[] mean = [1, 2, 3], std = [1, 2, 4];
        Assert.Equal(pixels.Select((v, i) => (v * 0.5f - mean[i % 3]) / std[i % 3]), x);
    }

    [Fact]
    public async Task Fortran_order_beyond_the_block_budget_is_read_in_passes()
    {
        // 40 rows of 2 MB: more than one block of 64 MB.
        const int rows = 40, columns = 1 << 19;
        var data = new float[rows * columns];
        for (int c = 0; c < columns; c++)
        {
            for (int r = 0; r < rows; r++)
            {
                data[c * rows + r] = r + c / (float)columns;
            }
        }
        await File.WriteAllBytesAsync(PathOf("x.npy"), Npz.Array("<f4", [rows, columns], Npz.Bytes(data), fortran: "True"));
        List<Sample> samples = await ReadAll(PathOf("x.npy"), [Input("x", ElementType.F32, Dim.Of("N"), columns)]);
        Assert.Equal(rows, samples.Count);
        for (int r = 0; r < rows; r++)
        {
            ReadOnlySpan<float> row = samples[r].Inputs["x"].Floats;
            Assert.Equal((r, r + 0.5f), (row[0], row[columns / 2]));
        }
    }

    [Fact]
    public async Task Files_of_a_folder_come_in_ordinal_order()
    {
        foreach (string name in new[] { "b.npz", "a.npz", "B.npz", "a10.npz", "a9.npz" })
        {
            Write(name, ("x", Npz.Floats([1, 2, 3], _ => name.Length)));
        }
        List<Sample> samples = await ReadAll(Folder, [X]);
        Assert.Equal(["B.npz#0", "a.npz#0", "a10.npz#0", "a9.npz#0", "b.npz#0"], samples.Select(s => s.Name));
    }

    [Fact]
    public async Task Arrays_named_after_the_inputs_are_an_unpacked_archive()
    {
        await File.WriteAllBytesAsync(PathOf("x.npy"), Npz.Floats([2, 2, 3], i => i));
        await File.WriteAllBytesAsync(PathOf("k.npy"), Npz.Floats([2, 1], i => i));
        List<Sample> samples = await ReadAll(Folder, [X, Input("k", ElementType.F32, Dim.Of("N"), 1)]);
        Assert.Equal([0, 1], Floats(samples, "k"));
    }

    [Fact]
    public async Task A_source_reads_the_same_samples_again()
    {
        ICalibrationSource source = SampleFiles.Open(Write("a.npz", ("x", Npz.Floats([5, 2, 3], i => i * i))), [X], SampleOptions.Default, Diagnostics);
        Assert.Equal(5, source.Count);
        Assert.Equal(Floats(await ReadAll(source), "x"), Floats(await ReadAll(source), "x"));
    }

    [Fact]
    public async Task A_flipped_bit_in_a_stored_entry_is_noticed()
    {
        Npz.Write(PathOf("a.npz"), CompressionLevel.NoCompression, ("x", Npz.Floats([5, 2, 3], i => i)));
        byte[] bytes = await File.ReadAllBytesAsync(PathOf("a.npz"));
        bytes[220] ^= 1;
        await File.WriteAllBytesAsync(PathOf("a.npz"), bytes);
        Diagnostic refusal = await Refusal(PathOf("a.npz"), [X]);
        Assert.Equal("QCC2020", refusal.Code);
        Assert.Contains("checksum", refusal.Text);
    }

    [Fact]
    public async Task Integers_may_be_all_equal()
    {
        ModelInput kinds = Input("token_type_ids", ElementType.S64, Dim.Of("batch"), 4);
        string path = Write("a.npz", ("x", Npz.Floats([3, 2, 3], _ => 1)), ("token_type_ids", Npz.Array("<i8", [3, 4], new byte[3 * 4 * 8])));
        await ReadAll(path, [X, kinds]);
        Assert.Equal(("QCC2007", "x"), (Diagnostics.Items.Single().Code, Diagnostics.Items.Single().Place.Value));
    }

    [Fact]
    public async Task Bad_samples_are_left_out_on_request()
    {
        string path = Write("a.npz", ("x", Npz.Floats([3, 2, 3], i => i == 7 ? float.NaN : i)));
        List<Sample> samples = await ReadAll(path, [X], new SampleOptions { BadSamples = BadSamples.Skip });
        Assert.Equal(["a.npz#0", "a.npz#2"], samples.Select(s => s.Name));
        Assert.Equal(["QCC2008", "QCC2029"], Codes);
        Assert.Equal("it is left out; repair or remove it", Diagnostics.Items[0].Remedy);
        Assert.All(Diagnostics.Items, d => Assert.Equal(Severity.Warning, d.Severity));
    }

    [Fact]
    public async Task Memory_holds_one_sample_at_a_time()
    {
        const int samples = 40, size = 3 * 128 * 128;
        string path = Write("a.npz", ("x", Npz.Floats([samples, size], i => i)));
        ICalibrationSource source = SampleFiles.Open(path, [Input("x", ElementType.F32, Dim.Of("N"), size)], SampleOptions.Default, Diagnostics);
        long before = GC.GetAllocatedBytesForCurrentThread();
        double sum = 0;
        await foreach (Sample sample in source.ReadAsync(TestContext.Current.CancellationToken))
        {
            sum += sample.Inputs["x"].Floats[0];
        }
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(size * (samples - 1) * samples / 2.0, sum);
        // One sample is 192 KB; buffers of the file and of inflate come on top; the array would be 7.5 MB.
        Assert.InRange(allocated, 0, 1 << 20);
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'x': 1}", "'x' is unknown")]
    [InlineData("{'descr': '<f4', 'fortran_order': False}", "'shape' is missing")]
    [InlineData("{'descr': '<f4', 'fortran_order': 0, 'shape': (2, 3)}", "fortran_order")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-2, 3)}", "shape")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999, 3)}", "63 bits")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)} + 1", "after the dictionary")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}", "twice")]
    [InlineData("{'descr", "quoted")]
    [InlineData("", "'{'")]
    public async Task A_header_that_is_no_plain_dictionary_is_refused(string header, string why)
    {
        await File.WriteAllBytesAsync(PathOf("x.npy"), NpyFile.OfHeader(header, new byte[24]));
        Diagnostic refusal = await Refusal(PathOf("x.npy"), [X]);
        Assert.Equal("QCC2016", refusal.Code);
        Assert.Contains(why, refusal.Text);
    }

    [Fact]
    public async Task A_shape_whose_product_overflows_is_refused()
    {
        await File.WriteAllBytesAsync(PathOf("x.npy"), Npz.Array("<f4", [1L << 62, 4, 0], []));
        Assert.Equal("QCC2017", (await Refusal(PathOf("x.npy"), [X])).Code);
    }

    [Fact]
    public async Task A_missing_file_is_told() => Assert.Equal("QCC6001", (await Refusal(PathOf("none.npz"), [X])).Code);

    [Fact]
    public void Every_kind_has_a_code_of_its_own_and_an_example()
    {
        Assert.Equal(DataDiagnostics.All.Count, DataDiagnostics.All.Select(k => k.Code).Distinct().Count());
        Assert.All(DataDiagnostics.All, k => Assert.NotEmpty(k.Sample().Text));
    }
}
