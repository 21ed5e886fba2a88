using System.CommandLine;

var root = new RootCommand("qcc quantizes ONNX models: a model goes in, a smaller and faster one comes out, checked against the original.");
return root.Parse(args).Invoke();
