using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Qcc.Fuzz.Mutation;

/// <summary>Changes a message at the level of its fields: values, texts, order, number, nesting, lengths.</summary>
static class MessageMutator
{
    /// <summary>The bytes of a changed message.</summary>
    public static byte[] Mutate(Random random, byte[] bytes, MessageDescriptor type)
    {
        if (random.Next(12) == 0)
        {
            return Values.Damage(random, bytes);
        }
        WireMessage root = WireMessage.Parse(bytes, type);
        // Most files should get past the first check, so few things are changed at once.
        for (int changes = 1 + (random.Next(2) == 0 ? 0 : random.Next(4)); changes > 0; changes--)
        {
            Change(random, root);
        }
        byte[] changed = root.ToArray();
        return random.Next(30) == 0 ? Values.Damage(random, changed) : changed;
    }

    static void Change(Random random, WireMessage root)
    {
        WireMessage[] messages = [.. root.All().Where(m => m.Fields.Count > 0)];
        WireMessage message = Values.Of(random, messages);
        int at = random.Next(message.Fields.Count);
        WireField field = message.Fields[at];
        switch (random.Next(24))
        {
            case 0: message.Fields.RemoveAt(at); break;
            case 1: message.Fields.Insert(at, field.Copy()); break;
            case 2:
                int other = random.Next(message.Fields.Count);
                (message.Fields[at], message.Fields[other]) = (message.Fields[other], field);
                break;
            case 3: field.Number = random.Next(1, 32); break;
            case 4 when field.Wire == 2: field.LengthLie = (int)Math.Clamp(Values.Number(random), -field.Bytes.Length, 1 << 20); break;
            case 5: Transplant(random, messages, message, at); break;
            case 6 when field.Child is not null: Nest(random, message, field); break;
            case 7 when field.Child is { } child:
                for (int copies = 1 << random.Next(1, 9); copies > 0 && child.Fields.Count < 1 << 14; copies--)
                {
                    message.Fields.Insert(at, field.Copy());
                }
                break;
            default: ChangeValue(random, messages, field); break;
        }
    }

    static void ChangeValue(Random random, WireMessage[] messages, WireField field)
    {
        switch (field)
        {
            case { Wire: 0 }:
                field.Scalar = random.Next(3) == 0 ? (ulong)((long)field.Scalar + random.Next(-2, 3)) : (ulong)Values.Number(random);
                break;
            case { Wire: 5 }:
                field.Scalar = Values.Float(random);
                break;
            case { Wire: 1 }:
                field.Scalar = (ulong)BitConverter.DoubleToInt64Bits(BitConverter.UInt32BitsToSingle(Values.Float(random)));
                break;
            case { IsText: true }:
                // Another name of the file makes another graph; one from nowhere mostly an error.
                WireField[] texts = [.. messages.SelectMany(m => m.Fields).Where(f => f.IsText)];
                field.Bytes = random.Next(4) > 0 ? Values.Of(random, texts).Bytes : Encoding.UTF8.GetBytes(Values.Text(random));
                break;
            case { IsPacked: true }:
                field.Bytes = Packed(random, field.Bytes);
                break;
            case { Child: null, Bytes.Length: > 0 }:
                field.Bytes = random.Next(3) == 0 ? Floats(random, field.Bytes) : Values.Damage(random, field.Bytes);
                break;
            default:
                break;
        }
    }

    /// <summary>A subtree from elsewhere, of the same type if there is one.</summary>
    static void Transplant(Random random, WireMessage[] messages, WireMessage message, int at)
    {
        int number = message.Fields[at].Number;
        WireField[] same = [.. messages.Where(m => m.Type == message.Type).SelectMany(m => m.Fields).Where(f => f.Number == number)];
        WireField[] any = [.. messages.SelectMany(m => m.Fields)];
        WireField donor = Values.Of(random, random.Next(5) > 0 ? same : any).Copy();
        message.Fields[at] = donor;
    }

    /// <summary>Puts a message into itself: graphs in attributes of nodes in graphs, or any message as a field of its own kind.</summary>
    static void Nest(Random random, WireMessage owner, WireField field)
    {
        for (int depth = 1 << random.Next(1, 8); depth > 0; depth--)
        {
            WireMessage wrapper = new(owner.Type);
            wrapper.Fields.Add(field.Copy());
            WireField outer = new() { Number = field.Number, Wire = 2, Child = wrapper };
            if (field.Child!.Fields.Count > 0 && random.Next(2) == 0)
            {
                field.Child.Fields.Add(field.Copy());
                return;
            }
            field.Child = outer.Child;
        }
    }

    static byte[] Packed(Random random, byte[] bytes)
    {
        var numbers = new List<ulong>();
        var input = new CodedInputStream(bytes);
        while (!input.IsAtEnd)
        {
            numbers.Add(input.ReadUInt64());
        }
        switch (random.Next(4))
        {
            case 0 when numbers.Count > 0: numbers.RemoveAt(random.Next(numbers.Count)); break;
            case 1: numbers.Insert(random.Next(numbers.Count + 1), (ulong)Values.Number(random)); break;
            case 2 when numbers.Count > 0: numbers[random.Next(numbers.Count)] += (ulong)random.Next(-2, 3); break;
            default:
                if (numbers.Count > 0)
                {
                    numbers[random.Next(numbers.Count)] = (ulong)Values.Number(random);
                }
                break;
        }
        using var buffer = new MemoryStream();
        var output = new CodedOutputStream(buffer);
        numbers.ForEach(output.WriteUInt64);
        output.Flush();
        return buffer.ToArray();
    }

    /// <summary>Replaces some float32 of raw data.</summary>
    static byte[] Floats(Random random, byte[] bytes)
    {
        byte[] copy = [.. bytes];
        for (int i = random.Next(1, 4); i > 0 && copy.Length >= 4; i--)
        {
            BitConverter.TryWriteBytes(copy.AsSpan(random.Next(copy.Length / 4) * 4), Values.Float(random));
        }
        return copy;
    }
}
