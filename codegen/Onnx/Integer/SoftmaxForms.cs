using System.Globalization;
using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Ops.Integer.Nonlinear;

namespace Qcc.Codegen.Onnx.Integer;

/// <summary>
/// Softmax over the last axis as functions, one a form of the exponential (docs/integer-arithmetic.md 4.3, 5.2, 5.3). T and U are its tables; attributes
/// multiplier and shift are the dyadic of EXP or of the shift form, fraction k of a scale 2^-k.
/// </summary>
static class SoftmaxForms
{
    /// <summary>E_i / S as codes: inv = floor(2^61 / Sn), one rounding of E·inv by 30 + L - o. Nothing is negative, and at most 2^16 behind the shift.</summary>
    static readonly FunctionText Proportion = new("Proportion", "", """
        graph Proportion(%E) -> (%Y) {
          %S = ReduceSum(%E, s64[1]{-1}) {keepdims=1}
          %length = qcc.BitLength(%S)
          %short = Sub(s64[]{31}, %length)
          %long = Sub(%length, s64[]{31})
          %left = Max(%short, s64[]{0})
          %right = Max(%long, s64[]{0})
          %leftBits = Cast(%left) {to=13}
          %rightBits = Cast(%right) {to=13}
          %word = Cast(%S) {to=13}
          %raised = BitShift(%word, %leftBits) {direction="LEFT"}
          %normalized = BitShift(%raised, %rightBits) {direction="RIGHT"}
          %Sn = Cast(%normalized) {to=7}
          %inverse = Div(s64[]{2305843009213693952}, %Sn)
          %product = Mul(%E, %inverse)
          %bits = Constant() {value_int=$output_bits}
          %whole = Add(%length, s64[]{30})
          %shift = Sub(%whole, %bits)
          %shiftBits = Cast(%shift) {to=13}
          %before = Sub(%shiftBits, u64[]{1})
          %half = BitShift(u64[]{1}, %before) {direction="LEFT"}
          %productWord = Cast(%product) {to=13}
          %sum = Add(%productWord, %half)
          %quotient = BitShift(%sum, %shiftBits) {direction="RIGHT"}
          %share = Cast(%quotient) {to=6}
          %Y = qcc.Saturate32(%share) {zero_point=$zero_point, low=$low, high=$high, to=$to}
        }
        """)
    { Calls = [Parts.BitLength, Parts.Saturate32] };

    /// <summary>The function that a Softmax calls.</summary>
    public static FunctionText Of(Node node) => node.Text("exponential", "") switch
    {
        "table" => Form("table", Table),
        "two_tables" => Form("two_tables", TwoTables),
        "polynomial" when (int)node.Int("degree", 3) is var degree =>
            Form(string.Create(CultureInfo.InvariantCulture, $"degree{degree}"), Polynomial(PolynomialExp.Create(1, degree).Coefficients)),
        "shift" when node.Attribute("fraction") is null => Form("shift", DyadicToQ16 + ShiftForm),
        "shift" => Form("shift_pot", PowerOfTwoToQ16 + ShiftForm),
        var unknown => throw new ArgumentException($"Softmax has no exponential \"{unknown}\""),
    };

    static FunctionText Form(string overload, string exponential) => new("Softmax", overload, $$"""
        graph Softmax(%X, %T, %U) -> (%Y) {
          %x = Cast(%X) {to=6}
          %greatest = ReduceMax(%x, s64[1]{-1}) {keepdims=1}
          %d = Sub(%greatest, %x)
        {{exponential}}
          %Y = qcc.Proportion(%E) {output_bits=$output_bits, zero_point=$zero_point, low=$low, high=$high, to=$to}
        }
        """)
    { Calls = [Proportion, Parts.RoundingShift, Parts.Elements], Implements = IntegerOperators.Softmax };

    const string Table = """
          %entries = Cast(%T) {to=7}
          %E = qcc.Elements(%d, %entries)

        """;

    // The table of all differences of 16 bits, of constants alone.
    const string TwoTables = """
          %places = Range(s32[]{0}, s32[]{65536}, s32[]{1})
          %placeBits = Cast(%places) {to=12}
          %highBits = BitShift(%placeBits, u32[]{8}) {direction="RIGHT"}
          %highStart = BitShift(%highBits, u32[]{8}) {direction="LEFT"}
          %lowBits = Sub(%placeBits, %highStart)
          %high = Cast(%highBits) {to=6}
          %low = Cast(%lowBits) {to=6}
          %highEntries = Cast(%T) {to=7}
          %lowEntries = Cast(%U) {to=7}
          %highFactor = Gather(%highEntries, %high)
          %lowFactor = Gather(%lowEntries, %low)
          %productQ62 = Mul(%highFactor, %lowFactor)
          %inQ30 = qcc.RoundingShift(%productQ62, s64[]{32})
          %entries = qcc.RoundingShift(%inQ30, s64[]{6})
          %E = qcc.Elements(%d, %entries)

        """;

    const string DyadicToQ16 = """
          %wide = Cast(%d) {to=7}
          %b = Constant() {value_int=$multiplier}
          %c = Constant() {value_int=$shift}
          %scaled = Mul(%wide, %b)
          %inQ16 = qcc.RoundingShift(%scaled, %c)
          %isFar = Less(s64[]{1441792}, %inQ16)
          %near = Where(%isFar, s64[]{1441792}, %inQ16)
          %u = Cast(%near) {to=13}

        """;

    const string PowerOfTwoToQ16 = """
          %wide = Cast(%d) {to=7}
          %k = Constant() {value_int=$fraction}
          %kBits = Cast(%k) {to=13}
          %farBits = BitShift(u64[]{22}, %kBits) {direction="LEFT"}
          %far = Cast(%farBits) {to=7}
          %isFar = Less(%far, %wide)
          %near = Where(%isFar, %far, %wide)
          %nearBits = Cast(%near) {to=13}
          %raised = BitShift(%nearBits, u64[]{16}) {direction="LEFT"}
          %u = BitShift(%raised, %kBits) {direction="RIGHT"}

        """;

    /// <summary>t = u·log2(e) by shifts; E16 of its fraction from the four chords, whose 65536 values are of constants alone.</summary>
    static readonly string ShiftForm = $$"""
          %u1 = BitShift(%u, u64[]{1}) {direction="RIGHT"}
          %u4 = BitShift(%u, u64[]{4}) {direction="RIGHT"}
          %u8 = BitShift(%u, u64[]{8}) {direction="RIGHT"}
          %u10 = BitShift(%u, u64[]{10}) {direction="RIGHT"}
          %t1 = Add(%u, %u1)
          %t4 = Sub(%t1, %u4)
          %t8 = Add(%t4, %u8)
          %t = Add(%t8, %u10)
          %i = BitShift(%t, u64[]{16}) {direction="RIGHT"}
          %iStart = BitShift(%i, u64[]{16}) {direction="LEFT"}
          %f = Sub(%t, %iStart)
          %places = Range(s64[]{0}, s64[]{16384}, s64[]{1})
          %g = Cast(%places) {to=13}
        {{Chord(0, 65424, (1, '+'), (3, '+'), (7, '+'), (8, '+'))}}{{Chord(1, 55013, (1, '+'), (5, '+'), (8, '+'))}}{{Chord(2, 46258, (1, '+'), (5, '-'), (6, '-'), (8, '-'))}}{{Chord(3, 38905, (2, '+'), (3, '+'), (8, '+'))}}  %chords = Concat(%chord0, %chord1, %chord2, %chord3) {axis=0}
          %fIndex = Cast(%f) {to=6}
          %chord = qcc.Elements(%fIndex, %chords)
          %inQ16Form = BitShift(%chord, %i) {direction="RIGHT"}
          %inQ24 = BitShift(%inQ16Form, u64[]{8}) {direction="LEFT"}
          %E = Cast(%inQ24) {to=7}

        """;

    /// <summary>V_j less the sum of signed shifts of g.</summary>
    static string Chord(int j, int value, params (int Shift, char Sign)[] terms)
    {
        string lines = "", sum = "";
        foreach ((int shift, char sign) in terms)
        {
            string term = string.Create(CultureInfo.InvariantCulture, $"g{j}_{shift}");
            lines += $$"""
                  %{{term}} = BitShift(%g, u64[]{ {{shift}} }) {direction="RIGHT"}

                """;
            if (sum.Length > 0)
            {
                lines += $"  %{term}Sum = {(sign == '+' ? "Add" : "Sub")}(%{sum}, %{term})\n";
                term += "Sum";
            }
            sum = term;
        }
        return lines + $$"""
              %chord{{j}} = Sub(u64[]{ {{value}} }, %{{sum}})

            """;
    }

    /// <summary>EXP of 5.2 in Q30, then Q24.</summary>
    static string Polynomial(IReadOnlyList<int> coefficients)
    {
        string lines = """
              %wide = Cast(%d) {to=7}
              %b = Constant() {value_int=$multiplier}
              %c = Constant() {value_int=$shift}
              %scaled = Mul(%wide, %b)
              %log2 = qcc.RoundingShift(%scaled, %c)
              %isFar = Less(s64[]{2031616}, %log2)
              %t = Where(%isFar, s64[]{2031616}, %log2)
              %tBits = Cast(%t) {to=13}
              %iBits = BitShift(%tBits, u64[]{16}) {direction="RIGHT"}
              %iStart = BitShift(%iBits, u64[]{16}) {direction="LEFT"}
              %fBits = Sub(%tBits, %iStart)
              %f = Cast(%fBits) {to=7}
              %i = Cast(%iBits) {to=7}

            """;
        string a = string.Create(CultureInfo.InvariantCulture, $"s64[]{{{coefficients[^1]}}}");
        for (int k = coefficients.Count - 2; k >= 0; k--)
        {
            lines += $$"""
                  %product{{k}} = Mul(%f, {{a}})
                  %rounded{{k}} = qcc.RoundingShift(%product{{k}}, s64[]{16})
                  %a{{k}} = Add(%rounded{{k}}, s64[]{ {{coefficients[k].ToString(CultureInfo.InvariantCulture)}} })

                """;
            a = $"%a{k}";
        }
        return lines + """
              %inQ30 = qcc.RoundingShift(%a0, %i)
              %E = qcc.RoundingShift(%inQ30, s64[]{6})

            """;
    }
}
