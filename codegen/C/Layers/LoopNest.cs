using Qcc.Codegen.C.Text;

namespace Qcc.Codegen.C.Layers;

/// <summary>One loop: its length, the step of each operand in elements, and the places where operand 0 is read instead of at steps.</summary>
sealed record Loop(long Size, long[] Steps, CName? Places = null);

/// <summary>What the innermost loop gives to its kernel: where each operand starts, and that loop.</summary>
sealed record Innermost(CCode[] Offsets, Loop Loop);

/// <summary>Nested loops over the elements of a result, for kernels that run along one line.</summary>
static class LoopNest
{
    /// <summary>Steps of a row-major tensor of these sizes; 0 along axes of size one.</summary>
    public static long[] Strides(IReadOnlyList<long> sizes)
    {
        var strides = new long[sizes.Count];
        for (int i = sizes.Count - 1, step = 1; i >= 0; step *= (int)sizes[i], i--)
        {
            strides[i] = sizes[i] == 1 ? 0 : step;
        }
        return strides;
    }

    /// <summary>Loops of a result of these sizes over operands that broadcast to it, the result as the last operand.</summary>
    public static IEnumerable<Loop> Broadcast(IReadOnlyList<long> result, params ReadOnlySpan<IReadOnlyList<long>> operands)
    {
        var strides = new List<long[]>();
        foreach (IReadOnlyList<long> operand in operands)
        {
            strides.Add([.. new long[result.Count - operand.Count], .. Strides(operand)]);
        }
        strides.Add(Strides(result));
        return [.. result.Select((size, i) => new Loop(size, [.. strides.Select(s => s[i])]))];
    }

    /// <summary>The least loops that visit the same elements in the same order; at least one.</summary>
    public static List<Loop> Merged(IEnumerable<Loop> loops, int operands)
    {
        var merged = new List<Loop>();
        foreach (Loop loop in loops.Where(l => l.Size != 1 || l.Places is not null))
        {
            if (merged.Count > 0 && merged[^1] is var outer && outer.Places is null && loop.Places is null && outer.Steps.Zip(loop.Steps).All(s => s.First == s.Second * loop.Size))
            {
                merged[^1] = new Loop(outer.Size * loop.Size, loop.Steps);
            }
            else
            {
                merged.Add(loop);
            }
        }
        return merged.Count > 0 ? merged : [new Loop(1, new long[operands])];
    }

    /// <summary>Writes all loops but the last, and inside of them what <paramref name="body"/> writes for that one.</summary>
    /// <param name="variable">First letter of the loop variables.</param>
    public static void Write(CWriter w, IReadOnlyList<Loop> loops, string variable, Action<Innermost> body) =>
        Write(w, loops, new CName(variable), 0, new CCode[loops[0].Steps.Length], body);

    static void Write(CWriter w, IReadOnlyList<Loop> loops, CName variable, int depth, CCode[] offsets, Action<Innermost> body)
    {
        Loop loop = loops[depth];
        if (depth == loops.Count - 1)
        {
            body(new Innermost(offsets, loop));
            return;
        }
        CCode i = $"{variable}{depth}";
        using (w.Block($"for (int32_t {i} = 0; {i} < {loop.Size}; {i}++)"))
        {
            Write(w, loops, variable, depth + 1, [.. offsets.Select((offset, operand) => Sum(offset, Term(loop, operand, i)))], body);
        }
    }

    static CCode Term(Loop loop, int operand, CCode i) => operand == 0 && loop.Places is { } places ? $"{places}[{i}]"
        : loop.Steps[operand] switch { 0 => $"0", 1 => i, var step => $"{i} * {step}" };

    /// <summary>a + b, where either may be empty or 0.</summary>
    public static CCode Sum(CCode a, CCode b) => a.ToString() is "" or "0" ? b : b.ToString() is "" or "0" ? a : $"{a} + {b}";
}
