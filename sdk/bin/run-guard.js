require("../dist/run/run-guard.js");
