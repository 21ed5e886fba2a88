using static Qcc.Core.Ops.AttributeKind;

namespace Qcc.Core.Ops;

/// <summary>Classic machine learning (domain ai.onnx.ml).</summary>
public static class ClassicMlOperators
{
    const string Domain = "ai.onnx.ml";

    public static readonly Operator ArrayFeatureExtractor = new("ArrayFeatureExtractor", Domain)
    {
        Summary = "Picks elements of the last axis by index.",
        Inputs = [new("X"), new("Y")],
        Outputs = [new("Z")],
    };

    public static readonly Operator Binarizer = new("Binarizer", Domain)
    {
        Summary = "1 above a threshold, else 0.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes = [new("threshold", Float)],
    };

    public static readonly Operator CastMap = new("CastMap", Domain)
    {
        Summary = "A map as a tensor.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes = [new("cast_to", Utf8), new("map_form", Utf8), new("max_map", Int)],
    };

    public static readonly Operator CategoryMapper = new("CategoryMapper", Domain)
    {
        Summary = "Strings to numbers and back.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes = [new("cats_int64s", Ints), new("cats_strings", Utf8s), new("default_int64", Int), new("default_string", Utf8)],
    };

    public static readonly Operator DictVectorizer = new("DictVectorizer", Domain)
    {
        Summary = "A dictionary as a vector.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes = [new("int64_vocabulary", Ints), new("string_vocabulary", Utf8s)],
    };

    public static readonly Operator FeatureVectorizer = new("FeatureVectorizer", Domain)
    {
        Summary = "Inputs behind one another as one vector.",
        Inputs = [new("X", Variadic: true)],
        Outputs = [new("Y")],
        Attributes = [new("inputdimensions", Ints)],
    };

    public static readonly Operator Imputer = new("Imputer", Domain)
    {
        Summary = "Replaces missing values.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes =
        [
            new("imputed_value_floats", Floats), new("imputed_value_int64s", Ints), new("replaced_value_float", Float),
            new("replaced_value_int64", Int),
        ],
    };

    public static readonly Operator LabelEncoder = new("LabelEncoder", Domain)
    {
        Versions = [1, 2, 4],
        Summary = "Maps keys to values.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes =
        [
            new("classes_strings", Utf8s, Until: 1), new("default_float", Float, Since: 2), new("default_int64", Int),
            new("default_string", Utf8), new("default_tensor", Tensor, Since: 4), new("keys_floats", Floats, Since: 2),
            new("keys_int64s", Ints, Since: 2), new("keys_strings", Utf8s, Since: 2), new("keys_tensor", Tensor, Since: 4),
            new("values_floats", Floats, Since: 2), new("values_int64s", Ints, Since: 2), new("values_strings", Utf8s, Since: 2),
            new("values_tensor", Tensor, Since: 4),
        ],
    };

    public static readonly Operator LinearClassifier = new("LinearClassifier", Domain)
    {
        Summary = "Linear classifier.",
        Inputs = [new("X")],
        Outputs = [new("Y"), new("Z")],
        Attributes =
        [
            new("classlabels_ints", Ints), new("classlabels_strings", Utf8s), new("coefficients", Floats, Required: true),
            new("intercepts", Floats), new("multi_class", Int), new("post_transform", Utf8),
        ],
    };

    public static readonly Operator LinearRegressor = new("LinearRegressor", Domain)
    {
        Summary = "Linear regression.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes = [new("coefficients", Floats), new("intercepts", Floats), new("post_transform", Utf8), new("targets", Int)],
    };

    public static readonly Operator Normalizer = new("Normalizer", Domain)
    {
        Summary = "Divides rows by their norm.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes = [new("norm", Utf8)],
    };

    public static readonly Operator OneHotEncoder = new("OneHotEncoder", Domain)
    {
        Summary = "One-hot vectors of categories.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes = [new("cats_int64s", Ints), new("cats_strings", Utf8s), new("zeros", Int)],
    };

    public static readonly Operator SVMClassifier = new("SVMClassifier", Domain)
    {
        Summary = "Support vector classifier.",
        Inputs = [new("X")],
        Outputs = [new("Y"), new("Z")],
        Attributes =
        [
            new("classlabels_ints", Ints), new("classlabels_strings", Utf8s), new("coefficients", Floats),
            new("kernel_params", Floats), new("kernel_type", Utf8), new("post_transform", Utf8), new("prob_a", Floats),
            new("prob_b", Floats), new("rho", Floats), new("support_vectors", Floats), new("vectors_per_class", Ints),
        ],
    };

    public static readonly Operator SVMRegressor = new("SVMRegressor", Domain)
    {
        Summary = "Support vector regression.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes =
        [
            new("coefficients", Floats), new("kernel_params", Floats), new("kernel_type", Utf8), new("n_supports", Int),
            new("one_class", Int), new("post_transform", Utf8), new("rho", Floats), new("support_vectors", Floats),
        ],
    };

    public static readonly Operator Scaler = new("Scaler", Domain)
    {
        Summary = "(x - offset) · scale.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes = [new("offset", Floats), new("scale", Floats)],
    };

    public static readonly Operator TreeEnsemble = new("TreeEnsemble", Domain)
    {
        Versions = [5],
        Summary = "An ensemble of trees.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes =
        [
            new("aggregate_function", Int), new("leaf_targetids", Ints, Required: true), new("leaf_weights", Tensor, Required: true),
            new("membership_values", Tensor), new("n_targets", Int), new("nodes_falseleafs", Ints, Required: true),
            new("nodes_falsenodeids", Ints, Required: true), new("nodes_featureids", Ints, Required: true),
            new("nodes_hitrates", Tensor), new("nodes_missing_value_tracks_true", Ints), new("nodes_modes", Tensor, Required: true),
            new("nodes_splits", Tensor, Required: true), new("nodes_trueleafs", Ints, Required: true),
            new("nodes_truenodeids", Ints, Required: true), new("post_transform", Int), new("tree_roots", Ints, Required: true),
        ],
    };

    public static readonly Operator TreeEnsembleClassifier = new("TreeEnsembleClassifier", Domain)
    {
        Versions = [1, 3, 5],
        Summary = "An ensemble of trees that classifies.",
        Inputs = [new("X", Until: 4)],
        Outputs = [new("Y", Until: 4), new("Z", Until: 4)],
        Attributes =
        [
            new("base_values", Floats, Until: 4), new("base_values_as_tensor", Tensor, Since: 3, Until: 4),
            new("class_ids", Ints, Until: 4), new("class_nodeids", Ints, Until: 4), new("class_treeids", Ints, Until: 4),
            new("class_weights", Floats, Until: 4), new("class_weights_as_tensor", Tensor, Since: 3, Until: 4),
            new("classlabels_int64s", Ints, Until: 4), new("classlabels_strings", Utf8s, Until: 4),
            new("nodes_falsenodeids", Ints, Until: 4), new("nodes_featureids", Ints, Until: 4),
            new("nodes_hitrates", Floats, Until: 4), new("nodes_hitrates_as_tensor", Tensor, Since: 3, Until: 4),
            new("nodes_missing_value_tracks_true", Ints, Until: 4), new("nodes_modes", Utf8s, Until: 4),
            new("nodes_nodeids", Ints, Until: 4), new("nodes_treeids", Ints, Until: 4), new("nodes_truenodeids", Ints, Until: 4),
            new("nodes_values", Floats, Until: 4), new("nodes_values_as_tensor", Tensor, Since: 3, Until: 4),
            new("post_transform", Utf8, Until: 4),
        ],
    };

    public static readonly Operator TreeEnsembleRegressor = new("TreeEnsembleRegressor", Domain)
    {
        Versions = [1, 3, 5],
        Summary = "An ensemble of trees that predicts numbers.",
        Inputs = [new("X", Until: 4)],
        Outputs = [new("Y", Until: 4)],
        Attributes =
        [
            new("aggregate_function", Utf8, Until: 4), new("base_values", Floats, Until: 4),
            new("base_values_as_tensor", Tensor, Since: 3, Until: 4), new("n_targets", Int, Until: 4),
            new("nodes_falsenodeids", Ints, Until: 4), new("nodes_featureids", Ints, Until: 4),
            new("nodes_hitrates", Floats, Until: 4), new("nodes_hitrates_as_tensor", Tensor, Since: 3, Until: 4),
            new("nodes_missing_value_tracks_true", Ints, Until: 4), new("nodes_modes", Utf8s, Until: 4),
            new("nodes_nodeids", Ints, Until: 4), new("nodes_treeids", Ints, Until: 4), new("nodes_truenodeids", Ints, Until: 4),
            new("nodes_values", Floats, Until: 4), new("nodes_values_as_tensor", Tensor, Since: 3, Until: 4),
            new("post_transform", Utf8, Until: 4), new("target_ids", Ints, Until: 4), new("target_nodeids", Ints, Until: 4),
            new("target_treeids", Ints, Until: 4), new("target_weights", Floats, Until: 4),
            new("target_weights_as_tensor", Tensor, Since: 3, Until: 4),
        ],
    };

    public static readonly Operator ZipMap = new("ZipMap", Domain)
    {
        Summary = "Pairs scores with their labels.",
        Inputs = [new("X")],
        Outputs = [new("Z")],
        Attributes = [new("classlabels_int64s", Ints), new("classlabels_strings", Utf8s)],
    };

    /// <summary>The entries of this file.</summary>
    public static IReadOnlyList<Operator> All { get; } =
    [
        ArrayFeatureExtractor, Binarizer, CastMap, CategoryMapper, DictVectorizer, FeatureVectorizer, Imputer, LabelEncoder,
        LinearClassifier, LinearRegressor, Normalizer, OneHotEncoder, SVMClassifier, SVMRegressor, Scaler, TreeEnsemble,
        TreeEnsembleClassifier, TreeEnsembleRegressor, ZipMap,
    ];
}
