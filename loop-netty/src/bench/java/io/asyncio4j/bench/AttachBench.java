// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench;

import io.asyncio4j.bench.servers.AttachWork;
import io.asyncio4j.bench.servers.Child;
import io.asyncio4j.bench.servers.Launcher;
import io.asyncio4j.bench.servers.Subjects;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What attached loops add to an idle service of plain Netty: threads, live heap, and memory beside it. */
final class AttachBench {

    private static final int FIELDS = 4;
    private static final double MEGA = 1e6;

    private final Launcher launcher;
    private final Report report;

    AttachBench(Launcher launcher, Report report) {
        this.launcher = launcher;
        this.report = report;
    }

    void run() throws IOException {
        for (String carrier : List.of("loop", "baton")) {
            var flags = new ArrayList<>(Subjects.OPEN);
            flags.add("-Dio.asyncio4j.carrier=" + carrier);
            try (var child = new Child("attach", launcher.java(-1, flags, AttachWork.class.getName(), List.of()))) {
                print(carrier, child.ready().split(" "));
            }
        }
    }

    private void print(String carrier, String[] words) {
        String title = "Attached to an idle service, carrier " + carrier;
        report.text("### " + title);
        var rows = new ArrayList<List<String>>();
        for (int i = 1; i + FIELDS <= words.length; i += FIELDS) {
            double heap = Double.parseDouble(words[i + 2]) / MEGA;
            double beside = Double.parseDouble(words[i + 3]) / MEGA;
            rows.add(List.of(words[i], words[i + 1], Report.number(heap, 2), Report.number(beside, 2)));
        }
        report.table(List.of("stage", "threads", "heap, MB", "classes and code, MB"), rows);
        report.raw(title, List.of(words));
    }
}
