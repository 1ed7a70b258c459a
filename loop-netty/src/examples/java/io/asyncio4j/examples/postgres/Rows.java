// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.postgres;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a statement gave.
 *
 * @param columns their names
 * @param rows values as text, null for NULL
 * @param tag what was done, such as {@code SELECT 3}
 */
public record Rows(List<String> columns, List<List<@Nullable String>> rows, String tag) {}
