package io.kinedex.metadata.delivery;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What lies in a bucket. */
final class Objects {
    private Objects() {}

    static List<String> keys(S3Client client, String bucket) {
        return client.listObjectsV2Paginator(list -> list.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    /** The lines of all objects, in order of the objects' names. */
    static List<String> lines(S3Client client, String bucket) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String key : keys(client, bucket)) {
            byte[] bytes =
                    client.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asByteArray();
            try (InputStream raw = new ByteArrayInputStream(bytes);
                    InputStream in = key.endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                    BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                lines.addAll(reader.lines().toList());
            }
        }
        return lines;
    }
}
