using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Onnx.ExternalData;

namespace Qcc.Onnx;

/// <summary>
/// Keeps the weights of a large model out of memory. Constants that passes make go to a temporary file, and whenever more than
/// <see cref="Resident"/> bytes of mapped files lie in memory, their pages are given back to the system; who reads them next gets
/// them from the file again. Sessions of a model with a store read its weights where they are mapped.
/// </summary>
public sealed class WeightStore : ITensorStore, IDisposable
{
    /// <summary>Bytes of mapped weights that may lie in memory at a time, beside what is read until the next look.</summary>
    const long Resident = 32 << 20;

    /// <summary>Tensors below this stay in memory.</summary>
    internal const int Threshold = 64 << 10;

    /// <summary>Time between two looks: memory is read at some gigabytes a second, so some megabytes pass in it.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    /// <summary>Bytes written after which the arrays they came from are collected.</summary>
    const long CollectAfter = 32 << 20;

    readonly List<MappedFile> _files;
    readonly TemporaryFile _temporary;
    readonly FileStream _spool;
    readonly SafeFileHandle? _memory;
    readonly Thread? _watch;
    readonly CancellationTokenSource _end = new();
    readonly Lock _lock = new();
    long _sinceCollection;
    bool _isDisposed;

    WeightStore(IEnumerable<MappedFile> files, string statm)
    {
        _files = [.. files];
        string path = Path.Combine(RealPath.Of(Path.GetFullPath(Path.GetTempPath())), $"qcc-{Guid.NewGuid():n}.weights");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Read | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        _temporary = new TemporaryFile(path);
        try
        {
            _spool = new FileStream(path, options);
        }
        catch
        {
            _temporary.Dispose();
            throw;
        }
        _memory = OpenOrNull(statm);
        if (_memory is not null)
        {
            _watch = new Thread(Watch) { IsBackground = true, Name = "weights in memory" };
            _watch.Start();
        }
    }

    /// <summary>A store for a model that was read from files; it takes the constants that are added to it from now on.</summary>
    /// <exception cref="DiagnosticException">The temporary file cannot be made.</exception>
    public static WeightStore For(Model model) => For(model, "/proc/self/statm");

    /// <param name="statm">Where the system tells this process's memory; where it does not, nobody watches.</param>
    internal static WeightStore For(Model model, string statm)
    {
        try
        {
            var store = new WeightStore(model.Graph.WithSubgraphs().SelectMany(g => g.Initializers)
                .Select(v => MappedFile.Find(v.Initializer!.Bytes)?.File).OfType<MappedFile>().Distinct(), statm);
            model.Graph.Store = store;
            return store;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(IoDiagnostics.Unwritable.At(new Place(Path.GetTempPath()), e.Message));
        }
    }

    /// <summary>Puts a large tensor into the temporary file. After <see cref="Dispose"/> there is none, and tensors stay in memory.</summary>
    /// <exception cref="DiagnosticException">The temporary file cannot be written.</exception>
    public Tensor Keep(Tensor tensor)
    {
        if (tensor.Bytes.Length < Threshold || MappedFile.Find(tensor.Bytes) is not null)
        {
            return tensor;
        }
        lock (_lock)
        {
            if (_isDisposed)
            {
                return tensor;
            }
            MappedFile kept = Append(tensor.Bytes);
            if ((_sinceCollection += tensor.Bytes.Length) > CollectAfter)
            {
                _sinceCollection = 0;
                GC.Collect();
            }
            return new Tensor(tensor.Element, tensor.Shape, kept.View(0, tensor.Bytes.Length));
        }
    }

    MappedFile Append(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            long page = Environment.SystemPageSize;
            long offset = (_spool.Length + page - 1) / page * page;
            _spool.Position = offset;
            _spool.Write(bytes.Span);
            MappedFile file = MappedFile.Map(_spool, offset, bytes.Length);
            _files.Add(file);
            return file;
        }
        catch (IOException e)
        {
            throw new DiagnosticException(IoDiagnostics.Unwritable.At(new Place(_spool.Name), e.Message));
        }
    }

    void Watch()
    {
        long allowed = MappedBytes(_memory!) + Resident;
        while (!_end.Token.WaitHandle.WaitOne(Pause))
        {
            if (MappedBytes(_memory!) > allowed)
            {
                Discard();
            }
        }
    }

    void Discard()
    {
        lock (_lock)
        {
            foreach (MappedFile file in _files)
            {
                file.Discard();
            }
        }
    }

    /// <summary>Systems other than Linux have no such file, and sandboxes on it may not either.</summary>
    static SafeFileHandle? OpenOrNull(string statm)
    {
        try
        {
            return File.OpenHandle(statm);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Bytes of this process's memory that are pages of files: the third number of proc(5) statm.</summary>
    static long MappedBytes(SafeFileHandle statm)
    {
        Span<byte> text = stackalloc byte[128];
        string[] fields = Encoding.ASCII.GetString(text[..RandomAccess.Read(statm, text, 0)]).Split(' ');
        return long.Parse(fields[2], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }

    /// <summary>Deletes the temporary file. Tensors stay readable while somebody holds them, and models that have the store usable.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }
            _isDisposed = true;
        }
        _end.Cancel();
        _watch?.Join();
        _memory?.Dispose();
        _end.Dispose();
        _spool.Dispose();
        _temporary.Dispose();
    }
}
