package io.kinedex.ingest.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.OpenAPIVersion;
import io.vertx.openapi.contract.impl.OpenAPIContractImpl;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The API's description: as it is told to clients, and as the router enforces it. Immutable; any thread.
 *
 * @param yaml     the description as it is written
 * @param json     the same as JSON
 * @param contract what the router enforces
 */
record ApiContract(Buffer yaml, Buffer json, OpenAPIContract contract) {
    private static final String RESOURCE = "openapi.yaml";

    static Future<ApiContract> load(Vertx vertx) {
        byte[] yaml = ClassPath.bytes(ApiContract.class, RESOURCE);
        byte[] json = toJson(yaml);
        JsonObject enforced = enforced(new JsonObject(new String(json, StandardCharsets.UTF_8)));
        return contract(vertx, enforced)
                .map(contract -> new ApiContract(Buffer.buffer(yaml), Buffer.buffer(json), contract));
    }

    /**
     * What {@link OpenAPIContract#from} does, but for the description's own validation, which takes seconds on a cold
     * JVM: a test does that.
     */
    private static Future<OpenAPIContract> contract(Vertx vertx, JsonObject description) {
        OpenAPIVersion version = OpenAPIVersion.fromContract(description);
        return version.getRepository(vertx, "app://")
                .compose(repository -> version.resolve(vertx, repository, description)
                        .map(resolved -> new OpenAPIContractImpl(resolved, version, repository)));
    }

    /** The part of the description that the router can enforce. */
    static JsonObject enforced(JsonObject description) {
        JsonObject enforced = description.copy();
        dropAnswersUnknownToTheRouter(enforced);
        return enforced;
    }

    private static byte[] toJson(byte[] yaml) {
        try {
            JsonNode tree = new YAMLMapper().readTree(yaml);
            return new ObjectMapper().writeValueAsBytes(tree);
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " cannot be read", e);
        }
    }

    /** vertx-openapi refuses a contract with answers other than JSON and text; it does not look at answers here. */
    private static void dropAnswersUnknownToTheRouter(Object node) {
        if (node instanceof JsonObject object) {
            for (Map.Entry<String, Object> entry : object) {
                if (entry.getKey().equals("content") && entry.getValue() instanceof JsonObject content) {
                    List<String> unknown = new ArrayList<>(content.fieldNames());
                    unknown.removeIf(MediaType::isMediaTypeSupported);
                    unknown.forEach(content::remove);
                }
                dropAnswersUnknownToTheRouter(entry.getValue());
            }
        } else if (node instanceof JsonArray array) {
            array.forEach(ApiContract::dropAnswersUnknownToTheRouter);
        }
    }

    /** Files that are part of the program. */
    static final class ClassPath {
        private ClassPath() {}

        static byte[] bytes(Class<?> near, String name) {
            try (InputStream in = near.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IllegalStateException(name + " is missing from the program");
                }
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(name + " cannot be read", e);
            }
        }
    }
}
