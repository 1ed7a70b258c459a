// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** All files of a run: for each row JSON, plain text and JUnit XML. */
public final class Reports {

    private Reports() {}

    /**
     * Writes all files of the rows; those of rows that share poller and carrier begin with the name of the loop.
     *
     * @param rows what to write
     * @param strict whether NON-STRICT is a failure in the XML
     * @param folder made if it does not exist
     * @throws IOException if they cannot be written
     */
    public static void write(List<TckReport> rows, boolean strict, Path folder) throws IOException {
        writeJson(rows, folder);
        for (TckReport row : rows) {
            String name = name(row, rows);
            TckReport.write(folder, name + ".txt", TextReport.text(row));
            TckReport.write(folder, "TEST-" + name + ".xml", JUnitXml.text(row, strict));
        }
    }

    /**
     * Writes only the JSON files.
     *
     * @param rows what to write
     * @param folder made if it does not exist
     * @throws IOException if they cannot be written
     */
    public static void writeJson(List<TckReport> rows, Path folder) throws IOException {
        for (TckReport row : rows) {
            TckReport.write(folder, name(row, rows) + ".json", row.json());
        }
    }

    private static String name(TckReport row, List<TckReport> rows) {
        boolean shared = rows.stream().filter(each -> each.baseName().equals(row.baseName())).count() > 1;
        return shared ? TckReport.fileSafe(row.loop()) + "-" + row.baseName() : row.baseName();
    }
}
