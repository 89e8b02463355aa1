{
  # One static library for each instruction set, each with its own flags, and the addon that chooses among them at run time.
  "variables": {
    "core_flags": [
      "-std=c++17", "-O3", "-ffp-contract=off", "-fno-math-errno", "-fno-exceptions", "-fno-rtti", "-fvisibility=hidden",
      "-Wall", "-Wextra", "-Wno-psabi"
    ]
  },
  "target_defaults": {
    "default_configuration": "Release",
    "cflags!": ["-O2", "-fno-omit-frame-pointer"],
    "cflags_cc!": ["-O2", "-std=gnu++17", "-std=gnu++20", "-fno-omit-frame-pointer"],
    "cflags": ["-fPIC"],
    "cflags_cc": ["<@(core_flags)"],
    "xcode_settings": { "OTHER_CPLUSPLUSFLAGS": ["<@(core_flags)"], "MACOSX_DEPLOYMENT_TARGET": "11.0" }
  },
  "targets": [
    {
      "target_name": "descent",
      "sources": ["native/addon/addon.cpp"],
      "defines": ["NAPI_VERSION=8"],
      "conditions": [
        ["target_arch!='arm64'", { "dependencies": ["descent_portable"] }],
        ["target_arch=='x64'", { "dependencies": ["descent_avx512", "descent_avx2"] }],
        ["target_arch=='arm64'", { "dependencies": ["descent_neon"] }],
        ["OS=='mac'", { "xcode_settings": { "OTHER_LDFLAGS": ["-undefined", "dynamic_lookup"] } }]
      ]
    }
  ],
  "conditions": [
    ["target_arch=='x64'", {
      "targets": [
        {
          "target_name": "descent_avx512",
          "type": "static_library",
          "sources": ["native/isa/isa.cpp"],
          "cflags_cc": [
            "-mavx512f", "-mavx512bw", "-mavx512dq", "-mavx512vl", "-mavx2", "-mfma", "-mprefer-vector-width=512",
            # GCC's own header passes undefined registers to its builtins
            "-Wno-maybe-uninitialized", "-Wno-uninitialized"
          ],
          "xcode_settings": { "OTHER_CPLUSPLUSFLAGS": ["-mavx512f", "-mavx512bw", "-mavx512dq", "-mavx512vl", "-mavx2", "-mfma"] }
        },
        {
          "target_name": "descent_avx2",
          "type": "static_library",
          "sources": ["native/isa/isa.cpp"],
          "cflags_cc": ["-mavx2", "-mfma"],
          "xcode_settings": { "OTHER_CPLUSPLUSFLAGS": ["-mavx2", "-mfma"] }
        }
      ]
    }],
    ["target_arch!='arm64'", {
      "targets": [
        { "target_name": "descent_portable", "type": "static_library", "sources": ["native/isa/isa.cpp"] }
      ]
    }],
    ["target_arch=='arm64'", {
      "targets": [
        { "target_name": "descent_neon", "type": "static_library", "sources": ["native/isa/isa.cpp"] }
      ]
    }]
  ]
}
