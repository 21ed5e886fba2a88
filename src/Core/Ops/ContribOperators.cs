// A table: one entry per operator, so the file is long.
using static Qcc.Core.Ops.AttributeKind;

namespace Qcc.Core.Ops;

/// <summary>Operators that ONNX Runtime adds (domain com.microsoft).</summary>
public static class ContribOperators
{
    /// <summary>The domain of these operators.</summary>
    public const string Domain = "com.microsoft";

    public static readonly Operator FusedConv = new("FusedConv", Domain)
    {
        Summary = "Conv with an activation, and an addend z before it.",
        Inputs = [new("X"), new("W"), new("B", Optional: true), new("Z", Optional: true)],
        Outputs = [new("Y")],
        Attributes =
        [
            new("activation", Utf8), new("activation_params", Floats), new("auto_pad", Utf8), new("dilations", Ints),
            new("group", Int), new("kernel_shape", Ints), new("pads", Ints), new("strides", Ints),
        ],
        Shapes = ConvolutionShapes.Conv,
    };

    public static readonly Operator NhwcFusedConv = new("NhwcFusedConv", Domain)
    {
        Summary = "FusedConv on channels-last tensors.",
        Inputs = [new("X"), new("W"), new("B", Optional: true), new("Z", Optional: true)],
        Outputs = [new("Y")],
        Attributes =
        [
            new("activation", Utf8), new("activation_params", Floats), new("auto_pad", Utf8), new("dilations", Ints),
            new("group", Int), new("kernel_shape", Ints), new("pads", Ints), new("strides", Ints),
        ],
    };

    public static readonly Operator NhwcConv = new("NhwcConv", Domain)
    {
        Summary = "Conv on channels-last tensors.",
        Inputs = [new("X"), new("W"), new("B", Optional: true)],
        Outputs = [new("Y")],
        Attributes =
        [
            new("auto_pad", Utf8), new("dilations", Ints), new("group", Int), new("kernel_shape", Ints), new("pads", Ints),
            new("strides", Ints),
        ],
    };

    public static readonly Operator NhwcMaxPool = new("NhwcMaxPool", Domain)
    {
        Summary = "MaxPool on channels-last tensors.",
        Inputs = [new("x")],
        Outputs = [new("y")],
        Attributes =
        [
            new("auto_pad", Utf8), new("ceil_mode", Int), new("dilations", Ints), new("kernel_shape", Ints, Required: true),
            new("pads", Ints), new("strides", Ints),
        ],
    };

    public static readonly Operator FusedGemm = new("FusedGemm", Domain)
    {
        Summary = "Gemm with an activation.",
        Inputs = [new("A"), new("B"), new("C", Optional: true)],
        Outputs = [new("Y")],
        Attributes =
        [
            new("activation", Utf8), new("activation_alpha", Float), new("activation_beta", Float), new("activation_gamma", Float),
            new("alpha", Float), new("beta", Float), new("transA", Int), new("transB", Int),
        ],
        Shapes = MatrixShapes.Gemm,
    };

    public static readonly Operator FusedMatMul = new("FusedMatMul", Domain)
    {
        Summary = "alpha·A·B, operands transposed on request.",
        Inputs = [new("A"), new("B")],
        Outputs = [new("Y")],
        Attributes = [new("alpha", Float), new("transA", Int), new("transB", Int), new("transBatchA", Int), new("transBatchB", Int)],
    };

    public static readonly Operator TransposeMatMul = new("TransposeMatMul", Domain)
    {
        Summary = "alpha·A·B, operands transposed on request (now FusedMatMul).",
        Inputs = [new("A"), new("B")],
        Outputs = [new("Y")],
        Attributes = [new("alpha", Float), new("transA", Int), new("transB", Int)],
    };

    public static readonly Operator FusedMatMulActivation = new("FusedMatMulActivation", Domain)
    {
        Summary = "FusedMatMul with an activation.",
        Inputs = [new("A"), new("B")],
        Outputs = [new("Y")],
        Attributes =
        [
            new("activation", Utf8, Required: true), new("activation_alpha", Float), new("activation_axis", Int),
            new("activation_beta", Float), new("activation_gamma", Float), new("alpha", Float), new("transA", Int),
            new("transB", Int), new("transBatchA", Int), new("transBatchB", Int),
        ],
    };

    public static readonly Operator GemmFloat8 = new("GemmFloat8", Domain)
    {
        Summary = "Gemm on 8-bit floats.",
        Inputs =
        [
            new("A"), new("B"), new("C", Optional: true), new("scaleA", Optional: true), new("scaleB", Optional: true),
            new("scaleY", Optional: true),
        ],
        Outputs = [new("Y")],
        Attributes = [new("activation", Utf8), new("alpha", Float), new("beta", Float), new("dtype", Int), new("transA", Int), new("transB", Int)],
    };

    public static readonly Operator QLinearAdd = new("QLinearAdd", Domain)
    {
        Summary = "a + b on quantized tensors.",
        Quantized = QuantizedForm.Elementwise,
        Inputs =
        [
            new("A"), new("A_scale"), new("A_zero_point", Optional: true), new("B"), new("B_scale"),
            new("B_zero_point", Optional: true), new("C_scale"), new("C_zero_point", Optional: true),
        ],
        Outputs = [new("C")],
        Shapes = QuantizationShapes.QLinearBinary,
    };

    public static readonly Operator QLinearMul = new("QLinearMul", Domain)
    {
        Summary = "a · b on quantized tensors.",
        Quantized = QuantizedForm.Elementwise,
        Inputs =
        [
            new("A"), new("A_scale"), new("A_zero_point", Optional: true), new("B"), new("B_scale"),
            new("B_zero_point", Optional: true), new("C_scale"), new("C_zero_point", Optional: true),
        ],
        Outputs = [new("C")],
        Shapes = QuantizationShapes.QLinearBinary,
    };

    public static readonly Operator QLinearConcat = new("QLinearConcat", Domain)
    {
        Summary = "Concat of quantized tensors, each with its scale and zero point.",
        Quantized = QuantizedForm.Elementwise,
        Inputs = [new("Y_scale"), new("Y_zero_point"), new("inputs", Variadic: true)],
        Outputs = [new("Y")],
        Attributes = [new("axis", Int, Required: true)],
    };

    public static readonly Operator QLinearAveragePool = new("QLinearAveragePool", Domain)
    {
        Summary = "AveragePool on quantized tensors.",
        Quantized = QuantizedForm.Elementwise,
        Inputs = [new("X"), new("x_scale"), new("x_zero_point", Optional: true), new("y_scale"), new("y_zero_point", Optional: true)],
        Outputs = [new("Y")],
        Attributes =
        [
            new("auto_pad", Utf8), new("ceil_mode", Int), new("channels_last", Int), new("count_include_pad", Int),
            new("kernel_shape", Ints, Required: true), new("pads", Ints), new("strides", Ints),
        ],
        Shapes = ConvolutionShapes.Pool,
    };

    public static readonly Operator QLinearGlobalAveragePool = new("QLinearGlobalAveragePool", Domain)
    {
        Summary = "GlobalAveragePool on quantized tensors.",
        Quantized = QuantizedForm.Elementwise,
        Inputs = [new("X"), new("x_scale"), new("x_zero_point"), new("y_scale"), new("y_zero_point")],
        Outputs = [new("Y")],
        Attributes = [new("channels_last", Int)],
        Shapes = ConvolutionShapes.GlobalPool,
    };

    public static readonly Operator QLinearSigmoid = new("QLinearSigmoid", Domain)
    {
        Summary = "Sigmoid on quantized tensors.",
        Quantized = QuantizedForm.Elementwise,
        Inputs = [new("X"), new("X_scale"), new("X_zero_point", Optional: true), new("Y_scale"), new("Y_zero_point", Optional: true)],
        Outputs = [new("Y")],
        Shapes = Shape.SameAs(0),
    };

    public static readonly Operator QLinearLeakyRelu = new("QLinearLeakyRelu", Domain)
    {
        Summary = "LeakyRelu on quantized tensors.",
        Quantized = QuantizedForm.Elementwise,
        Inputs = [new("X"), new("X_scale"), new("X_zero_point", Optional: true), new("Y_scale"), new("Y_zero_point", Optional: true)],
        Outputs = [new("Y")],
        Attributes = [new("alpha", Float)],
        Shapes = Shape.SameAs(0),
    };

    public static readonly Operator QLinearSoftmax = new("QLinearSoftmax", Domain)
    {
        Summary = "Softmax on quantized tensors.",
        Quantized = QuantizedForm.Elementwise,
        Inputs = [new("X"), new("X_scale"), new("x_zero_point", Optional: true), new("y_scale"), new("y_zero_point")],
        Outputs = [new("Y")],
        Attributes = [new("axis", Int), new("opset", Int, Required: true)],
        Shapes = Shape.SameAs(0),
    };

    public static readonly Operator QLinearWhere = new("QLinearWhere", Domain)
    {
        Summary = "Where on quantized tensors.",
        Quantized = QuantizedForm.Elementwise,
        Inputs =
        [
            new("condition"), new("X"), new("x_scale"), new("x_zero_point"), new("Y"), new("y_scale"), new("y_zero_point"),
            new("z_scale"), new("z_zero_point"),
        ],
        Outputs = [new("Z")],
    };

    public static readonly Operator QLinearReduceMean = new("QLinearReduceMean", Domain)
    {
        Summary = "ReduceMean on quantized tensors.",
        Quantized = QuantizedForm.Elementwise,
        Inputs =
        [
            new("data"), new("data_scale"), new("data_zero_point", Optional: true), new("reduced_scale"),
            new("reduced_zero_point", Optional: true),
        ],
        Outputs = [new("reduced")],
        Attributes = [new("axes", Ints, Required: true), new("keepdims", Int, Required: true)],
    };

    public static readonly Operator QLinearConv = new("QLinearConv", Domain)
    {
        Summary = "QLinearConv with channels last on request.",
        Quantized = QuantizedForm.Convolution,
        Inputs =
        [
            new("x"), new("x_scale"), new("x_zero_point"), new("w"), new("w_scale"), new("w_zero_point"), new("y_scale"),
            new("y_zero_point"), new("B", Optional: true),
        ],
        Outputs = [new("y")],
        Attributes =
        [
            new("auto_pad", Utf8), new("channels_last", Int), new("dilations", Ints), new("group", Int), new("kernel_shape", Ints),
            new("pads", Ints), new("strides", Ints),
        ],
    };

    public static readonly Operator QGemm = new("QGemm", Domain)
    {
        Summary = "Gemm on quantized tensors; float result without y_scale.",
        Quantized = QuantizedForm.MatrixProduct,
        Inputs =
        [
            new("A"), new("a_scale"), new("a_zero_point"), new("B"), new("b_scale"), new("b_zero_point"), new("C", Optional: true),
            new("y_scale", Optional: true), new("y_zero_point", Optional: true),
        ],
        Outputs = [new("Y")],
        Attributes = [new("alpha", Float), new("transA", Int), new("transB", Int)],
    };

    public static readonly Operator MatMulIntegerToFloat = new("MatMulIntegerToFloat", Domain)
    {
        Summary = "MatMulInteger scaled to floats.",
        Quantized = QuantizedForm.MatrixProduct,
        Inputs =
        [
            new("A"), new("B"), new("a_scale"), new("b_scale"), new("a_zero_point", Optional: true),
            new("b_zero_point", Optional: true), new("bias", Optional: true),
        ],
        Outputs = [new("Y")],
    };

    public static readonly Operator DynamicQuantizeMatMul = new("DynamicQuantizeMatMul", Domain)
    {
        Summary = "MatMul that quantizes A with its own range.",
        Quantized = QuantizedForm.MatrixProduct,
        Inputs = [new("A"), new("B"), new("b_scale"), new("b_zero_point", Optional: true), new("bias", Optional: true)],
        Outputs = [new("Y")],
    };

    public static readonly Operator DynamicQuantizeLSTM = new("DynamicQuantizeLSTM", Domain)
    {
        Summary = "LSTM with quantized weights.",
        Quantized = QuantizedForm.Layer,
        Inputs =
        [
            new("X"), new("W"), new("R"), new("B", Optional: true), new("sequence_lens", Optional: true),
            new("initial_h", Optional: true), new("initial_c", Optional: true), new("P", Optional: true), new("W_scale"),
            new("W_zero_point"), new("R_scale"), new("R_zero_point"),
        ],
        Outputs = [new("Y", Optional: true), new("Y_h", Optional: true), new("Y_c", Optional: true)],
        Attributes =
        [
            new("activation_alpha", Floats), new("activation_beta", Floats), new("activations", Utf8s), new("clip", Float),
            new("direction", Utf8), new("hidden_size", Int), new("input_forget", Int),
        ],
    };

    public static readonly Operator MatMulNBits = new("MatMulNBits", Domain)
    {
        Summary = "MatMul with weights of few bits in blocks.",
        Quantized = QuantizedForm.MatrixProduct,
        Inputs = [new("A"), new("B"), new("scales"), new("zero_points", Optional: true), new("g_idx", Optional: true), new("bias", Optional: true)],
        Outputs = [new("Y")],
        Attributes =
        [
            new("K", Int, Required: true), new("N", Int, Required: true), new("accuracy_level", Int), new("bits", Int),
            new("block_size", Int, Required: true), new("weight_prepacked", Int),
        ],
    };

    public static readonly Operator MatMulBnb4 = new("MatMulBnb4", Domain)
    {
        Summary = "MatMul with 4-bit bitsandbytes weights.",
        Inputs = [new("A"), new("B"), new("absmax")],
        Outputs = [new("Y")],
        Attributes =
        [
            new("K", Int, Required: true), new("N", Int, Required: true), new("block_size", Int, Required: true),
            new("quant_type", Int, Required: true), new("training_mode", Int), new("transB", Int),
        ],
    };

    public static readonly Operator GatherBlockQuantized = new("GatherBlockQuantized", Domain)
    {
        Summary = "Gather from a block-quantized table, dequantized.",
        Inputs = [new("data"), new("indices"), new("scales"), new("zero_points", Optional: true)],
        Outputs = [new("output")],
        Attributes = [new("bits", Int), new("block_size", Int), new("gather_axis", Int), new("quantize_axis", Int)],
    };

    public static readonly Operator QuantizeLinear = new("QuantizeLinear", Domain)
    {
        Summary = "QuantizeLinear for the types that ONNX's own lacks.",
        Quantized = QuantizedForm.Conversion,
        Inputs = [new("x"), new("y_scale"), new("y_zero_point", Optional: true)],
        Outputs = [new("y")],
        Attributes = [new("axis", Int), new("block_size", Int), new("output_dtype", Int), new("precision", Int), new("saturate", Int)],
    };

    public static readonly Operator DequantizeLinear = new("DequantizeLinear", Domain)
    {
        Summary = "DequantizeLinear for the types that ONNX's own lacks.",
        Quantized = QuantizedForm.Conversion,
        Inputs = [new("x"), new("x_scale"), new("x_zero_point", Optional: true)],
        Outputs = [new("y")],
        Attributes = [new("axis", Int), new("block_size", Int), new("output_dtype", Int)],
    };

    public static readonly Operator DynamicQuantizeLinear = new("DynamicQuantizeLinear", Domain)
    {
        Summary = "DynamicQuantizeLinear for the types that ONNX's own lacks.",
        Quantized = QuantizedForm.Conversion,
        Inputs = [new("x")],
        Outputs = [new("y"), new("y_scale"), new("y_zero_point")],
    };

    public static readonly Operator MulInteger = new("MulInteger", Domain)
    {
        Summary = "Product of quantized integers.",
        Quantized = QuantizedForm.Elementwise,
        Inputs = [new("A"), new("A_zero_point", Optional: true), new("B"), new("B_zero_point", Optional: true)],
        Outputs = [new("C")],
    };

    public static readonly Operator ReduceSumInteger = new("ReduceSumInteger", Domain)
    {
        Summary = "Sum of 8-bit integers along axes.",
        Quantized = QuantizedForm.Elementwise,
        Inputs = [new("data")],
        Outputs = [new("reduced")],
        Attributes = [new("axes", Ints, Required: true), new("keepdims", Int, Required: true)],
    };

    public static readonly Operator QuickGelu = new("QuickGelu", Domain)
    {
        Summary = "x·Sigmoid(alpha·x).",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes = [new("alpha", Float)],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Gelu = new("Gelu", Domain)
    {
        Summary = "x·Φ(x), the Gaussian error linear unit.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator BiasGelu = new("BiasGelu", Domain)
    {
        Summary = "Gelu(a + b).",
        Inputs = [new("A"), new("B")],
        Outputs = [new("C")],
        Shapes = Shape.SameAs(0),
    };

    public static readonly Operator FastGelu = new("FastGelu", Domain)
    {
        Summary = "Gelu by its tanh approximation, after adding a bias.",
        Inputs = [new("X"), new("bias", Optional: true)],
        Outputs = [new("Y")],
        Shapes = Shape.SameAs(0),
    };

    public static readonly Operator BiasAdd = new("BiasAdd", Domain)
    {
        Summary = "x + bias + skip.",
        Inputs = [new("X"), new("bias"), new("skip")],
        Outputs = [new("Y")],
        Shapes = Shape.SameAs(0),
    };

    public static readonly Operator BiasSplitGelu = new("BiasSplitGelu", Domain)
    {
        Summary = "Gelu-gated half of x + bias.",
        Inputs = [new("X"), new("bias")],
        Outputs = [new("Y")],
    };

    public static readonly Operator BiasSoftmax = new("BiasSoftmax", Domain)
    {
        Summary = "Softmax(x + bias).",
        Inputs = [new("data"), new("bias")],
        Outputs = [new("output")],
        Attributes = [new("axis", Int), new("is_inner_broadcast", Int, Required: true)],
        Shapes = Shape.SameAs(0),
    };

    public static readonly Operator BiasDropout = new("BiasDropout", Domain)
    {
        Summary = "Dropout(x + bias) + residual.",
        Inputs = [new("data"), new("bias"), new("residual", Optional: true), new("ratio", Optional: true), new("training_mode", Optional: true)],
        Outputs = [new("output"), new("mask", Optional: true)],
        Attributes = [new("seed", Int)],
        Shapes = NormalizationShapes.FirstOutput,
    };

    public static readonly Operator BitmaskDropout = new("BitmaskDropout", Domain)
    {
        Summary = "Dropout with a packed mask.",
        Inputs = [new("data"), new("ratio", Optional: true), new("training_mode", Optional: true)],
        Outputs = [new("output"), new("mask", Optional: true)],
        Attributes = [new("seed", Int)],
        Shapes = NormalizationShapes.FirstOutput,
    };

    public static readonly Operator SkipLayerNormalization = new("SkipLayerNormalization", Domain)
    {
        Summary = "LayerNormalization(x + skip + bias).",
        Inputs = [new("input"), new("skip"), new("gamma"), new("beta", Optional: true), new("bias", Optional: true)],
        Outputs = [new("output"), new("mean", Optional: true), new("inv_std_var", Optional: true), new("input_skip_bias_sum", Optional: true)],
        Attributes = [new("epsilon", Float)],
        Shapes = NormalizationShapes.FirstOutput,
        AffineInputs = [2, 3],
    };

    /// <summary>ONNX Runtime registers it in ONNX's own domain, where no version of the standard has it.</summary>
    public static readonly Operator SimplifiedLayerNormalization = new("SimplifiedLayerNormalization")
    {
        Summary = "Divides by the root mean square of the trailing dimensions (ONNX Runtime; RMSNormalization from opset 23 on).",
        Inputs = [new("X"), new("scale")],
        Outputs = [new("Y"), new("inv_std_var", Optional: true)],
        Attributes = [new("axis", Int), new("epsilon", Float), new("stash_type", Int)],
        Shapes = NormalizationShapes.FirstOutput,
        AffineInputs = [1],
    };

    public static readonly Operator SkipSimplifiedLayerNormalization = new("SkipSimplifiedLayerNormalization", Domain)
    {
        Summary = "RMSNormalization(x + skip + bias).",
        Inputs = [new("input"), new("skip"), new("gamma"), new("bias", Optional: true)],
        Outputs = [new("output"), new("mean", Optional: true), new("inv_std_var", Optional: true), new("input_skip_bias_sum", Optional: true)],
        Attributes = [new("epsilon", Float)],
        Shapes = NormalizationShapes.FirstOutput,
        AffineInputs = [2],
    };

    public static readonly Operator EmbedLayerNormalization = new("EmbedLayerNormalization", Domain)
    {
        Summary = "LayerNormalization of summed embeddings.",
        Inputs =
        [
            new("input_ids"), new("segment_ids", Optional: true), new("word_embedding"), new("position_embedding"),
            new("segment_embedding", Optional: true), new("gamma"), new("beta"), new("mask", Optional: true),
            new("position_ids", Optional: true),
        ],
        Outputs = [new("output"), new("mask_index", Optional: true), new("embedding_sum", Optional: true)],
        Attributes = [new("epsilon", Float), new("mask_index_type", Int)],
    };

    public static readonly Operator QEmbedLayerNormalization = new("QEmbedLayerNormalization", Domain)
    {
        Summary = "EmbedLayerNormalization with quantized tables.",
        Quantized = QuantizedForm.Elementwise,
        Inputs = [new("inputs", Variadic: true)],
        Outputs = [new("layernorm_out"), new("mask_index_out")],
        Attributes = [new("epsilon", Float)],
    };

    public static readonly Operator GroupNorm = new("GroupNorm", Domain)
    {
        Summary = "GroupNormalization on channels-last tensors.",
        Inputs = [new("X"), new("gamma"), new("beta")],
        Outputs = [new("Y")],
        Attributes = [new("activation", Int, Required: true), new("channels_last", Int), new("epsilon", Float), new("groups", Int, Required: true)],
    };

    public static readonly Operator SkipGroupNorm = new("SkipGroupNorm", Domain)
    {
        Summary = "GroupNorm(x + skip + bias).",
        Inputs = [new("X"), new("gamma"), new("beta"), new("skip"), new("bias", Optional: true)],
        Outputs = [new("Y"), new("S", Optional: true)],
        Attributes = [new("activation", Int, Required: true), new("channels_last", Int), new("epsilon", Float), new("groups", Int, Required: true)],
    };

    public static readonly Operator Attention = new("Attention", Domain)
    {
        Summary = "Multi-head self-attention with its input projection.",
        Inputs =
        [
            new("input"), new("weights"), new("bias", Optional: true), new("mask_index", Optional: true),
            new("past", Optional: true), new("attention_bias", Optional: true), new("past_sequence_length", Optional: true),
        ],
        Outputs = [new("output"), new("present", Optional: true)],
        Attributes =
        [
            new("do_rotary", Int), new("mask_filter_value", Float), new("num_heads", Int, Required: true),
            new("past_present_share_buffer", Int), new("qkv_hidden_sizes", Ints), new("rotary_embedding_dim", Int),
            new("scale", Float), new("unidirectional", Int),
        ],
    };

    public static readonly Operator QAttention = new("QAttention", Domain)
    {
        Summary = "Attention on quantized input and weights.",
        Quantized = QuantizedForm.Layer,
        Inputs =
        [
            new("input"), new("weight"), new("bias"), new("input_scale"), new("weight_scale"), new("mask_index", Optional: true),
            new("input_zero_point", Optional: true), new("weight_zero_point", Optional: true), new("past", Optional: true),
        ],
        Outputs = [new("output"), new("present", Optional: true)],
        Attributes =
        [
            new("do_rotary", Int), new("mask_filter_value", Float), new("num_heads", Int, Required: true),
            new("past_present_share_buffer", Int), new("scale", Float), new("unidirectional", Int),
        ],
    };

    public static readonly Operator MultiHeadAttention = new("MultiHeadAttention", Domain)
    {
        Summary = "Multi-head attention on projected queries, keys and values.",
        Inputs =
        [
            new("query"), new("key", Optional: true), new("value", Optional: true), new("bias", Optional: true),
            new("key_padding_mask", Optional: true), new("attention_bias", Optional: true), new("past_key", Optional: true),
            new("past_value", Optional: true), new("past_sequence_length", Optional: true), new("cache_indirection", Optional: true),
        ],
        Outputs = [new("output"), new("present_key", Optional: true), new("present_value", Optional: true), new("qk", Optional: true)],
        Attributes = [new("mask_filter_value", Float), new("num_heads", Int, Required: true), new("scale", Float), new("unidirectional", Int)],
    };

    public static readonly Operator GroupQueryAttention = new("GroupQueryAttention", Domain)
    {
        Summary = "Attention whose queries share keys and values by groups.",
        Inputs =
        [
            new("query"), new("key", Optional: true), new("value", Optional: true), new("past_key", Optional: true),
            new("past_value", Optional: true), new("seqlens_k"), new("total_sequence_length"), new("cos_cache", Optional: true),
            new("sin_cache", Optional: true), new("position_ids", Optional: true), new("attention_bias", Optional: true),
            new("head_sink", Optional: true), new("k_scale", Optional: true), new("v_scale", Optional: true),
        ],
        Outputs = [new("output"), new("present_key", Optional: true), new("present_value", Optional: true), new("output_qk", Optional: true)],
        Attributes =
        [
            new("do_rotary", Int), new("kv_num_heads", Int, Required: true), new("local_window_size", Int),
            new("num_heads", Int, Required: true), new("rotary_interleaved", Int), new("scale", Float), new("smooth_softmax", Int),
            new("softcap", Float),
        ],
    };

    public static readonly Operator DecoderMaskedSelfAttention = new("DecoderMaskedSelfAttention", Domain)
    {
        Summary = "Self-attention of one decoding step.",
        Inputs = [new("inputs", Variadic: true)],
        Outputs = [new("output"), new("present", Optional: true)],
        Attributes = [new("num_heads", Int, Required: true)],
    };

    public static readonly Operator DecoderMaskedMultiHeadAttention = new("DecoderMaskedMultiHeadAttention", Domain)
    {
        Summary = "Multi-head attention of one decoding step.",
        Inputs = [new("inputs", Variadic: true)],
        Outputs = [new("output"), new("present_key", Optional: true), new("present_value", Optional: true), new("qk", Optional: true)],
        Attributes = [new("num_heads", Int, Required: true)],
    };

    public static readonly Operator DecoderAttention = new("DecoderAttention", Domain)
    {
        Summary = "Attention of an encoder-decoder.",
        Inputs = [new("inputs", Variadic: true)],
        Outputs = [new("output"), new("new_key_cache", Optional: true), new("new_value_cache", Optional: true)],
        Attributes = [new("mask_filter_value", Float), new("num_heads", Int, Required: true)],
    };

    public static readonly Operator LongformerAttention = new("LongformerAttention", Domain)
    {
        Summary = "Sliding-window attention with global tokens.",
        Inputs = [new("input"), new("weight"), new("bias"), new("mask"), new("global_weight"), new("global_bias"), new("global")],
        Outputs = [new("output")],
        Attributes = [new("num_heads", Int, Required: true), new("window", Int, Required: true)],
    };

    public static readonly Operator PackedAttention = new("PackedAttention", Domain)
    {
        Summary = "Attention on sequences without padding.",
        Inputs = [new("inputs", Variadic: true)],
        Outputs = [new("output")],
        Attributes = [new("num_heads", Int, Required: true)],
    };

    public static readonly Operator PackedMultiHeadAttention = new("PackedMultiHeadAttention", Domain)
    {
        Summary = "MultiHeadAttention on sequences without padding.",
        Inputs = [new("inputs", Variadic: true)],
        Outputs = [new("output")],
        Attributes = [new("num_heads", Int, Required: true)],
    };

    public static readonly Operator SparseAttention = new("SparseAttention", Domain)
    {
        Summary = "Block-sparse attention.",
        Inputs = [new("inputs", Variadic: true)],
        Outputs = [new("output"), new("present_key"), new("present_value")],
        Attributes = [new("kv_num_heads", Int, Required: true), new("num_heads", Int, Required: true), new("sparse_block_size", Int, Required: true)],
    };

    public static readonly Operator RelativePositionBias = new("RelativePositionBias", Domain)
    {
        Summary = "Bias of relative positions.",
        Inputs = [new("bias_table"), new("query_length"), new("key_length")],
        Outputs = [new("output")],
        Attributes = [new("is_bidirectional", Int), new("max_distance", Int, Required: true)],
    };

    public static readonly Operator GatedRelativePositionBias = new("GatedRelativePositionBias", Domain)
    {
        Summary = "Gated bias of relative positions.",
        Inputs =
        [
            new("query_layer"), new("query_bias"), new("rel_pos"), new("weight"), new("bias"), new("eco_a"),
            new("token_offset", Optional: true),
        ],
        Outputs = [new("output")],
        Attributes = [new("num_heads", Int, Required: true)],
    };

    public static readonly Operator RotaryEmbedding = new("RotaryEmbedding", Domain)
    {
        Summary = "Rotates pairs of features by an angle of their position.",
        Inputs = [new("input"), new("position_ids"), new("cos_cache"), new("sin_cache")],
        Outputs = [new("output")],
        Attributes =
        [
            new("interleaved", Int), new("is_packed_batching", Int), new("num_heads", Int), new("rotary_embedding_dim", Int),
            new("scale", Float),
        ],
        Shapes = Shape.SameAs(0),
    };

    public static readonly Operator RemovePadding = new("RemovePadding", Domain)
    {
        Summary = "Packs sequences without their padding.",
        Inputs = [new("input"), new("sequence_token_count")],
        Outputs = [new("output"), new("token_offset"), new("cumulated_seq_len"), new("max_seq_len")],
    };

    public static readonly Operator RestorePadding = new("RestorePadding", Domain)
    {
        Summary = "Puts padding back.",
        Inputs = [new("input"), new("token_offset")],
        Outputs = [new("output")],
    };

    public static readonly Operator MoE = new("MoE", Domain)
    {
        Summary = "Mixture of experts.",
        Inputs = [new("inputs", Variadic: true)],
        Outputs = [new("output")],
        Attributes = [new("activation_type", Utf8), new("k", Int), new("normalize_routing_weights", Int), new("use_sparse_mixer", Int)],
    };

    public static readonly Operator QMoE = new("QMoE", Domain)
    {
        Summary = "Mixture of experts with quantized weights.",
        Quantized = QuantizedForm.Layer,
        Inputs = [new("inputs", Variadic: true)],
        Outputs = [new("output")],
        Attributes =
        [
            new("activation_type", Utf8), new("expert_weight_bits", Int), new("k", Int), new("normalize_routing_weights", Int),
            new("use_sparse_mixer", Int),
        ],
    };

    public static readonly Operator BeamSearch = new("BeamSearch", Domain)
    {
        Summary = "Decoding by beam search.",
        Inputs = [new("inputs", Variadic: true)],
        Outputs = [new("sequences"), new("sequences_scores", Optional: true), new("scores", Optional: true)],
        Attributes = [new("decoder", Graph, Required: true)],
    };

    public static readonly Operator GreedySearch = new("GreedySearch", Domain)
    {
        Summary = "Decoding by the likeliest token.",
        Inputs = [new("inputs", Variadic: true)],
        Outputs = [new("sequences")],
        Attributes = [new("decoder", Graph, Required: true)],
    };

    public static readonly Operator Sampling = new("Sampling", Domain)
    {
        Summary = "Decoding by sampling.",
        Inputs = [new("inputs", Variadic: true)],
        Outputs = [new("sequences"), new("filtered_logits", Optional: true)],
        Attributes = [new("decoder", Graph, Required: true)],
        IsRandom = true,
    };

    public static readonly Operator WhisperBeamSearch = new("WhisperBeamSearch", Domain)
    {
        Summary = "BeamSearch for Whisper.",
        Inputs = [new("inputs", Variadic: true)],
        Outputs =
        [
            new("sequences"), new("sequences_scores", Optional: true), new("scores", Optional: true),
            new("cross_qk", Optional: true), new("non_speech_probs", Optional: true),
        ],
        Attributes = [new("decoder", Graph, Required: true)],
    };

    public static readonly Operator NGramRepeatBlock = new("NGramRepeatBlock", Domain)
    {
        Summary = "Forbids tokens that would repeat an n-gram.",
        Inputs = [new("input_ids"), new("scores")],
        Outputs = [new("scores_out")],
        Attributes = [new("ngram_size", Int, Required: true)],
    };

    public static readonly Operator DynamicTimeWarping = new("DynamicTimeWarping", Domain)
    {
        Summary = "Least-cost alignment path.",
        Inputs = [new("input")],
        Outputs = [new("output")],
    };

    public static readonly Operator UnfoldTensor = new("UnfoldTensor", Domain)
    {
        Summary = "Sliding windows along a dimension.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Attributes = [new("dim", Int), new("size", Int, Required: true), new("step", Int)],
    };

    public static readonly Operator BifurcationDetector = new("BifurcationDetector", Domain)
    {
        Summary = "Finds where two token sequences part.",
        Inputs = [new("src_tokens"), new("cur_tokens"), new("prev_suffix_match_idx", Optional: true), new("pred_tokens", Optional: true)],
        Outputs = [new("tokens"), new("suffix_match_idx")],
        Attributes = [new("max_ngram_size", Int), new("min_ngram_size", Int)],
    };

    public static readonly Operator CDist = new("CDist", Domain)
    {
        Summary = "Distances between rows.",
        Inputs = [new("A"), new("B")],
        Outputs = [new("C")],
        Attributes = [new("metric", Utf8)],
    };

    public static readonly Operator ComplexMul = new("ComplexMul", Domain)
    {
        Summary = "Product of complex numbers.",
        Inputs = [new("A"), new("B")],
        Outputs = [new("C")],
    };

    public static readonly Operator ComplexMulConj = new("ComplexMulConj", Domain)
    {
        Summary = "Product with the conjugate.",
        Inputs = [new("A"), new("B")],
        Outputs = [new("C")],
    };

    public static readonly Operator ConvTransposeWithDynamicPads = new("ConvTransposeWithDynamicPads", Domain)
    {
        Summary = "ConvTranspose with pads as an input.",
        Inputs = [new("X"), new("W"), new("Pads", Optional: true), new("B", Optional: true)],
        Outputs = [new("Y")],
        Attributes =
        [
            new("auto_pad", Utf8), new("dilations", Ints), new("group", Int), new("kernel_shape", Ints), new("output_padding", Ints),
            new("strides", Ints),
        ],
    };

    public static readonly Operator CropAndResize = new("CropAndResize", Domain)
    {
        Summary = "Crops of an image, resized.",
        Inputs = [new("X"), new("rois"), new("batch_indices"), new("crop_size")],
        Outputs = [new("Y")],
        Attributes = [new("extrapolation_value", Float), new("mode", Utf8)],
    };

    public static readonly Operator ExpandDims = new("ExpandDims", Domain)
    {
        Summary = "Adds one dimension.",
        Inputs = [new("X"), new("axis")],
        Outputs = [new("Y")],
    };

    public static readonly Operator GatherND = new("GatherND", Domain)
    {
        Summary = "GatherND for older opsets.",
        Inputs = [new("data"), new("indices")],
        Outputs = [new("output")],
    };

    public static readonly Operator GridSample = new("GridSample", Domain)
    {
        Summary = "GridSample for older opsets.",
        Inputs = [new("X"), new("Grid")],
        Outputs = [new("Y")],
        Attributes = [new("align_corners", Int), new("mode", Utf8), new("padding_mode", Utf8)],
    };

    public static readonly Operator Inverse = new("Inverse", Domain)
    {
        Summary = "Inverse matrices.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
    };

    public static readonly Operator IsAllFinite = new("IsAllFinite", Domain)
    {
        Summary = "Whether all elements are finite.",
        Inputs = [new("input", Variadic: true)],
        Outputs = [new("output")],
        Attributes = [new("isinf_only", Int), new("isnan_only", Int)],
    };

    public static readonly Operator MaxpoolWithMask = new("MaxpoolWithMask", Domain)
    {
        Summary = "MaxPool under a mask.",
        Inputs = [new("X"), new("M")],
        Outputs = [new("Y")],
        Attributes = [new("auto_pad", Utf8), new("kernel_shape", Ints), new("pads", Ints), new("storage_order", Int), new("strides", Ints)],
    };

    public static readonly Operator MurmurHash3 = new("MurmurHash3", Domain)
    {
        Summary = "MurmurHash3 of the elements.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes = [new("positive", Int), new("seed", Int)],
    };

    public static readonly Operator Pad = new("Pad", Domain)
    {
        Summary = "Pad for older opsets.",
        Inputs = [new("data"), new("pads"), new("value", Optional: true)],
        Outputs = [new("output")],
        Attributes = [new("mode", Utf8)],
    };

    public static readonly Operator Range = new("Range", Domain)
    {
        Summary = "Range for older opsets.",
        Inputs = [new("start"), new("limit"), new("delta", Optional: true)],
        Outputs = [new("Y")],
    };

    public static readonly Operator Rfft = new("Rfft", Domain)
    {
        Summary = "Real Fourier transform.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes = [new("normalized", Int), new("onesided", Int), new("signal_ndim", Int)],
    };

    public static readonly Operator Irfft = new("Irfft", Domain)
    {
        Summary = "Inverse real Fourier transform.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes = [new("normalized", Int), new("onesided", Int), new("signal_ndim", Int)],
    };

    public static readonly Operator SampleOp = new("SampleOp", Domain)
    {
        Summary = "The input itself.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Shapes = Shape.SameAs(0),
    };

    public static readonly Operator SparseToDenseMatMul = new("SparseToDenseMatMul", Domain)
    {
        Summary = "Product of a sparse and a dense matrix.",
        Inputs = [new("A"), new("B")],
        Outputs = [new("Y")],
        Attributes = [new("alpha", Float), new("transA", Int), new("transB", Int)],
    };

    public static readonly Operator TorchEmbedding = new("TorchEmbedding", Domain)
    {
        Summary = "Rows of a table.",
        Inputs = [new("weight"), new("indices"), new("padding_idx", Optional: true), new("scale_grad_by_freq", Optional: true)],
        Outputs = [new("Y")],
    };

    public static readonly Operator Trilu = new("Trilu", Domain)
    {
        Summary = "Trilu for older opsets.",
        Inputs = [new("X"), new("k", Optional: true)],
        Outputs = [new("Y")],
        Attributes = [new("upper", Int)],
        Shapes = Shape.SameAs(0),
    };

    public static readonly Operator Unique = new("Unique", Domain)
    {
        Summary = "Unique for older opsets.",
        Inputs = [new("x")],
        Outputs = [new("y"), new("idx"), new("counts")],
    };

    public static readonly Operator Tokenizer = new("Tokenizer", Domain)
    {
        Summary = "Cuts strings into tokens.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes =
        [
            new("mark", Int, Required: true), new("mincharnum", Int, Required: true), new("pad_value", Utf8, Required: true),
            new("separators", Utf8s), new("tokenexp", Utf8),
        ],
    };

    public static readonly Operator WordConvEmbedding = new("WordConvEmbedding", Domain)
    {
        Summary = "Word vectors from characters.",
        Inputs = [new("Sequence"), new("W"), new("B"), new("C")],
        Outputs = [new("Y")],
        Attributes = [new("char_embedding_size", Int), new("conv_window_size", Int), new("embedding_size", Int)],
    };

    public static readonly Operator EPContext = new("EPContext", Domain)
    {
        Summary = "A part compiled for an accelerator.",
        Inputs = [new("inputs", Variadic: true)],
        Outputs = [new("outputs", Variadic: true)],
        Attributes =
        [
            new("embed_mode", Int), new("ep_cache_context", Utf8), new("ep_sdk_version", Utf8), new("hardware_architecture", Utf8),
            new("main_context", Int), new("notes", Utf8), new("onnx_model_filename", Utf8), new("partition_name", Utf8),
            new("source", Utf8),
        ],
    };

    /// <summary>The entries of this file.</summary>
    public static IReadOnlyList<Operator> All { get; } =
    [
        FusedConv, NhwcFusedConv, NhwcConv, NhwcMaxPool, FusedGemm, FusedMatMul, TransposeMatMul, FusedMatMulActivation,
        GemmFloat8, QLinearAdd, QLinearMul, QLinearConcat, QLinearAveragePool, QLinearGlobalAveragePool, QLinearSigmoid,
        QLinearLeakyRelu, QLinearSoftmax, QLinearWhere, QLinearReduceMean, QLinearConv, QGemm, MatMulIntegerToFloat,
        DynamicQuantizeMatMul, DynamicQuantizeLSTM, MatMulNBits, MatMulBnb4, GatherBlockQuantized, QuantizeLinear,
        DequantizeLinear, DynamicQuantizeLinear, MulInteger, ReduceSumInteger, QuickGelu, Gelu, BiasGelu, FastGelu, BiasAdd,
        BiasSplitGelu, BiasSoftmax, BiasDropout, BitmaskDropout, SimplifiedLayerNormalization, SkipLayerNormalization, SkipSimplifiedLayerNormalization,
        EmbedLayerNormalization, QEmbedLayerNormalization, GroupNorm, SkipGroupNorm, Attention, QAttention, MultiHeadAttention,
        GroupQueryAttention, DecoderMaskedSelfAttention, DecoderMaskedMultiHeadAttention, DecoderAttention, LongformerAttention,
        PackedAttention, PackedMultiHeadAttention, SparseAttention, RelativePositionBias, GatedRelativePositionBias,
        RotaryEmbedding, RemovePadding, RestorePadding, MoE, QMoE, BeamSearch, GreedySearch, Sampling, WhisperBeamSearch,
        NGramRepeatBlock, DynamicTimeWarping, UnfoldTensor, BifurcationDetector, CDist, ComplexMul, ComplexMulConj,
        ConvTransposeWithDynamicPads, CropAndResize, ExpandDims, GatherND, GridSample, Inverse, IsAllFinite, MaxpoolWithMask,
        MurmurHash3, Pad, Range, Rfft, Irfft, SampleOp, SparseToDenseMatMul, TorchEmbedding, Trilu, Unique, Tokenizer,
        WordConvEmbedding, EPContext,
    ];
}
