#!/usr/bin/env python3
"""Every rule finds what it is for, and is silent about the better choice."""

import os
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import tidy  # noqa: E402

EVENT_PROTO = "message Event {\n  oneof fact {\n    // One.\n    ThingHeld thing_held = 1;\n  }\n}\n"
SERVICE_PROTO = """package verkan.thing.v1;
service ThingService {
  // Holds it.
  // Roles: recorder.
  rpc HoldThing(HoldThingRequest) returns (HoldThingResponse);
  // Gets it.
  rpc GetThing(GetThingRequest) returns (GetThingResponse);
}
message HoldThingRequest {
  verkan.event.v1.ThingHeld event = 1;
}
message GetThingRequest {
  string id = 1;
}
"""
ACCESS_PROTO = """service ThingService {
  // Gets it.
  // Roles: admin or auditor of all regions; also steward if personal data is
  // asked for. Errors: none.
  rpc GetThing(GetThingRequest) returns (GetThingResponse) {
    option idempotency_level = NO_SIDE_EFFECTS;
    option (verkan.options.v1.access) = {
      roles: [ROLE_ADMIN, ROLE_AUDITOR]
      region: ACCESS_REGION_ALL
      personal_data: ROLE_STEWARD
    };
  }
}
"""
GUARDED = "// A.\n#ifndef VERKAN_{0}_H_\n#define VERKAN_{0}_H_\n#endif  // VERKAN_{0}_H_\n"
REASON = '    {"A_B", kRule, "a", "b"},\n'
LONG = "int F() {\n" + "  Step();\n" * 70 + "}\n"
LONG_MEMBER = "class C {\n  int F() {\n" + "    Step();\n" * 70 + "  }\n};\n"
LONG_CLASS = "class C {\n" + "  int F();\n" * 90 + "};\n"

# rule, what it finds, what it leaves alone
CASES = [
    (tidy.include_direction, {"eventstore/a.cc": '#include "verkan/event/v1/event.pb.h"\n'},
     {"eventstore/a.cc": '#include "verkan/record/v1/record.pb.h"\n'}),
    (tidy.include_direction, {"projections/a.h": '#include "services/errors/errors.h"\n'},
     {"services/a.h": '#include "projections/projections.h"\n'}),
    (tidy.include_direction, {"regions/a.cc": '#include "projections/projections.h"\n'},
     {"projections/a.cc": '#include "regions/regions.h"\n',
      "services/a.cc": '#include "regions/regions.h"\n'}),
    (tidy.include_direction, {"clients/cpp/a.cc": '#include "eventstore/record.h"\n'},
     {"clients/cpp/a.cc": '#include "verkan/log/v1/log_service.grpc.pb.h"\n'}),
    (tidy.include_direction, {"clients/cli/a.cc": '#include "services/errors/errors.h"\n'},
     {"clients/cli/a.cc": '#include "eventstore/record.h"\n'}),
    (tidy.rocksdb_places, {"projections/a.cc": '#include "rocksdb/db.h"\n'},
     {"projections/view_store.cc": '#include "rocksdb/db.h"\n'}),
    (tidy.grpc_places, {"projections/a.cc": "#include <grpcpp/grpcpp.h>\n"},
     {"services/grpc/a.cc": "#include <grpcpp/grpcpp.h>\n"}),
    (tidy.grpc_stays_in_the_adapter, {"services/domain/a.cc": "#include <grpcpp/server.h>\n"},
     {"services/domain/a.cc": '#include "services/errors/errors.h"\n'}),
    (tidy.every_test_has_a_target, {"a/b_test.cc": "", "a/CMakeLists.txt": "c_test.cc"},
     {"a/b_test.cc": "", "a/CMakeLists.txt": "verkan_test(b_test SOURCES b_test.cc)"}),
    (tidy.every_event_has_a_golden_file, {"proto/verkan/event/v1/event.proto": EVENT_PROTO},
     {"proto/verkan/event/v1/event.proto": EVENT_PROTO, "tests/compat/e/thing_held.json": "{}"}),
    (tidy.every_rpc_is_implemented, {"proto/verkan/thing/v1/t.proto": SERVICE_PROTO},
     {"proto/verkan/thing/v1/t.proto": SERVICE_PROTO, "services/a.cc": "F(GetThing);"}),
    (tidy.rpcs_say_who_may_call_them, {"proto/verkan/thing/v1/t.proto": SERVICE_PROTO},
     {"proto/verkan/thing/v1/t.proto": ACCESS_PROTO}),
    (tidy.rpcs_say_who_may_call_them,
     {"proto/verkan/thing/v1/t.proto": ACCESS_PROTO.replace("ROLE_ADMIN", "ROLE_ANALYST")},
     {"proto/verkan/thing/v1/t.proto": ACCESS_PROTO.replace("ROLE_ADMIN", "ROLE_ANALYST")
      .replace("admin or", "analyst or")}),
    (tidy.rpcs_say_who_may_call_them,
     {"proto/verkan/thing/v1/t.proto": ACCESS_PROTO.replace("REGION_ALL", "REGION_UNSPECIFIED")},
     {"proto/verkan/thing/v1/t.proto": ACCESS_PROTO}),
    (tidy.rpcs_say_what_they_change,
     {"proto/verkan/thing/v1/t.proto": ACCESS_PROTO.replace("NO_SIDE_EFFECTS", "IDEMPOTENT")},
     {"proto/verkan/thing/v1/t.proto": ACCESS_PROTO}),
    (tidy.rpcs_say_what_they_change,
     {"proto/verkan/thing/v1/t.proto": ACCESS_PROTO.replace("Gets it.", "Effect: it is read.")},
     {"proto/verkan/thing/v1/t.proto": ACCESS_PROTO}),
    (tidy.every_reason_is_in_the_table,
     {"proto/verkan/a.proto": "// refusal of A_B,\n// C_D; x\n", "services/errors/a_reasons.cc": REASON},
     {"proto/verkan/a.proto": "// refusal of A_B; SOME_OTHER\n", "services/errors/a_reasons.cc": REASON,
      "services/a.cc": 'return Refuse("A_B", {});\n'}),
    (tidy.functions_fit_a_screen, {"services/a.cc": LONG}, {"services/a_test.cc": LONG}),
    (tidy.functions_fit_a_screen, {"services/a.cc": LONG_MEMBER}, {"services/a.cc": LONG_CLASS}),
    (tidy.header_guards, {"services/a.h": GUARDED.format("A")},
     {"services/a.h": GUARDED.format("SERVICES_A")}),
    (tidy.headers_open_with_a_promise, {"a.h": "#ifndef A\n"}, {"a.h": "// A promises.\n"}),
    (tidy.no_loose_ends, {"a.cc": "// TO" "DO later\n"}, {"a.cc": "// Later.\n"}),
    (tidy.no_machine_paths, {"a.md": "see /ho" "me/anna/x\n"}, {"a.md": "see docs/x, /var/lib\n"}),
    (tidy.no_exceptions, {"a.cc": "void F() {\n  throw 1;\n}\n"}, {"a.cc": "// Never throw.\n"}),
    (tidy.interfaces_take_absl_string_view, {"a.h": "void F(std::string_view);\n"},
     {"a.h": "void F(absl::string_view);  // not std::string_view\n"}),
    (tidy.every_folder_has_a_readme, {"a/CMakeLists.txt": ""},
     {"a/CMakeLists.txt": "", "a/README.md": "# A\n"}),
    (tidy.links_lead_somewhere, {"a.md": "[b](b.md)\n"}, {"a.md": "[b](b/c.md#d)\n", "b/c.md": ""}),
    (tidy.scripts_are_sound, {"a.sh": "if true; then\n"}, {"a.sh": "#!/bin/bash\nif true; then :; fi\n"}),
    (tidy.scripts_can_be_run, {"a.sh": "#!/bin/bash\n"}, {"a.sh": "# shellcheck shell=bash\n"}),
]


class TidyTest(unittest.TestCase):
    def findings(self, rule, tree):
        with tempfile.TemporaryDirectory() as folder:
            for name, content in tree.items():
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(content, encoding="utf-8")
            self.addCleanup(setattr, tidy, "ROOT", tidy.ROOT)
            tidy.ROOT = Path(os.path.realpath(folder))
            return list(rule())

    def test_every_rule_finds_what_it_is_for(self):
        for rule, bad, _ in CASES:
            with self.subTest(rule=rule.__name__):
                self.assertTrue(self.findings(rule, bad))

    def test_every_rule_leaves_the_better_choice_alone(self):
        for rule, _, good in CASES:
            with self.subTest(rule=rule.__name__):
                self.assertEqual(self.findings(rule, good), [])

    def test_every_rule_is_tried_here(self):
        untried = {rule.__name__ for rule in tidy.RULES} - {rule.__name__ for rule, _, _ in CASES}
        self.assertEqual(untried, {"code_is_formatted"})


if __name__ == "__main__":
    unittest.main()
