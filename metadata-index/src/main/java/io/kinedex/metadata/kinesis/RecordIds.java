package io.kinedex.metadata.kinesis;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers the ids of the records that were seen last, to pass over those that come again. Any thread. */
final class RecordIds {
    private static final JsonFactory JSON = new JsonFactory();

    private final int max;
    private final Map<String, Boolean> seen = new LinkedHashMap<>();

    /** @param max how many are remembered */
    RecordIds(int max) {
        this.max = max;
    }

    /** The {@code id} of a JSON object that has one, else the digest of the bytes. */
    static String of(byte[] data) {
        if (data.length > 0 && data[0] == '{') {
            try (JsonParser json = JSON.createParser(data)) {
                json.nextToken();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    boolean id = json.currentName().equals("id");
                    if (json.nextToken() == JsonToken.VALUE_STRING && id) {
                        return json.getText();
                    }
                    json.skipChildren();
                }
            } catch (IOException _) {
                return digest(data);
            }
        }
        return digest(data);
    }

    private static String digest(byte[] data) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    synchronized boolean contains(String id) {
        return seen.containsKey(id);
    }

    synchronized void add(String id) {
        seen.put(id, true);
        if (seen.size() > max) {
            seen.remove(seen.keySet().iterator().next());
        }
    }
}
