// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All files of a run: for each row JSON, plain text and JUnit XML. */
public final class Reports {

    private Reports() {}

    /**
     * Writes the rows; the files of rows that share poller and carrier begin with the name of the loop.
     *
     * @param rows what to write
     * @param strict whether NON-STRICT is a failure in the XML
     * @param folder made if it does not exist
     * @throws IOException if they cannot be written
     */
    public static void write(List<TckReport> rows, boolean strict, Path folder) throws IOException {
        Set<String> names = new HashSet<>();
        Set<String> shared = new HashSet<>();
        rows.forEach(row -> {
            if (!names.add(row.baseName())) {
                shared.add(row.baseName());
            }
        });
        for (TckReport row : rows) {
            String name = shared.contains(row.baseName())
                    ? TckReport.fileSafe(row.loop()) + "-" + row.baseName()
                    : row.baseName();
            TckReport.write(folder, name + ".json", row.json());
            TckReport.write(folder, name + ".txt", TextReport.text(row));
            TckReport.write(folder, "TEST-" + name + ".xml", JUnitXml.text(row, strict));
        }
    }
}
