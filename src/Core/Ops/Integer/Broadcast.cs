namespace Qcc.Core.Ops.Integer;

/// <summary>Multidirectional broadcasting of ONNX: sizes are aligned at the end, and a size of one is repeated.</summary>
static class Broadcast
{
    /// <summary>The sizes to which two tensors broadcast.</summary>
    /// <exception cref="ArgumentException">They do not fit.</exception>
    public static long[] Sizes(IReadOnlyList<long> a, IReadOnlyList<long> b)
    {
        var result = new long[Math.Max(a.Count, b.Count)];
        for (int i = 1; i <= result.Length; i++)
        {
            long left = i <= a.Count ? a[^i] : 1, right = i <= b.Count ? b[^i] : 1;
            result[^i] = left == 1 ? right : right == 1 || left == right ? left
                : throw new ArgumentException($"[{string.Join(',', a)}] and [{string.Join(',', b)}] do not broadcast");
        }
        return result;
    }

    /// <summary>For each element of a tensor of sizes <paramref name="to"/>, the element of one of sizes <paramref name="from"/> that it repeats.</summary>
    public static int[] Indices(IReadOnlyList<long> from, IReadOnlyList<long> to)
    {
        var indices = new int[IntegerValues.CountOf(to)];
        for (int i = 0; i < indices.Length; i++)
        {
            (long rest, long index, long stride) = (i, 0, 1);
            for (int axis = 1; axis <= to.Count; axis++)
            {
                long at = rest % to[^axis];
                rest /= to[^axis];
                if (axis <= from.Count)
                {
                    index += from[^axis] == 1 ? 0 : at * stride;
                    stride *= from[^axis];
                }
            }
            indices[i] = (int)index;
        }
        return indices;
    }
}
