require("../dist/workspace/run-child.js");
