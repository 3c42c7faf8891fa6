package io.kinedex.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** openapi.yaml, the router and docs/http-api.md say the same. */
final class ContractTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete", "head");
    private static final Pattern DOCUMENTED = Pattern.compile("`(GET|PUT|POST|PATCH|DELETE|HEAD) (/[^` ?]*)[^`]*`");

    @AfterAll
    static void close() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    private static ApiContract api() {
        return ApiContract.load(VERTX).toCompletionStage().toCompletableFuture().join();
    }

    /** Method and path to operationId, as the published description has it. */
    private static Map<String, String> described() {
        JsonObject description = new JsonObject(api().json());
        Map<String, String> operations = new TreeMap<>();
        for (String path : description.getJsonObject("paths").fieldNames()) {
            JsonObject item = description.getJsonObject("paths").getJsonObject(path);
            for (String method : item.fieldNames()) {
                if (METHODS.contains(method)) {
                    operations.put(
                            method.toUpperCase(Locale.ROOT) + " " + path,
                            item.getJsonObject(method).getString("operationId"));
                }
            }
        }
        return operations;
    }

    @Test
    void theDescriptionIsValidOpenApi() {
        JsonObject description = new JsonObject(api().json());
        OpenAPIContract contract = OpenAPIContract.from(VERTX, ApiContract.enforced(description))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        assertThat(contract.operations()).hasSameSizeAs(described().keySet());
    }

    @Test
    void everyOperationIsRoutedByItsOwnId() {
        Map<String, String> described = described();
        Map<String, String> routed = new TreeMap<>();
        api().contract()
                .operations()
                .forEach(operation -> routed.put(
                        operation.getHttpMethod() + " " + operation.getOpenAPIPath(), operation.getOperationId()));
        assertThat(routed).isEqualTo(described);
        assertThat(new TreeSet<>(described.values())).hasSameSizeAs(described.keySet());
    }

    @Test
    void theHandbookNamesEveryRouteAndNoOther() throws Exception {
        Path handbook = Path.of(System.getProperty("kinedex.root"), "docs", "http-api.md");
        Set<String> documented = new TreeSet<>();
        Matcher matcher = DOCUMENTED.matcher(Files.readString(handbook));
        while (matcher.find()) {
            documented.add(matcher.group(1) + " " + matcher.group(2));
        }
        assertThat(documented).isEqualTo(new TreeSet<>(described().keySet()));
    }

    @Test
    void theHandbookOfMetricsNamesEveryMeter() throws Exception {
        String handbook = Files.readString(Path.of(System.getProperty("kinedex.root"), "docs", "metrics.md"));
        assertThat(HttpMetrics.NAMES).allMatch(name -> handbook.contains("`" + name + "`"));
    }
}
