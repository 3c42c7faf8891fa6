package io.kinedex.ingest.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.kinesis.auth.AccessKey;
import io.kinedex.ingest.kinesis.auth.AccessKeyFile;
import io.kinedex.ingest.kinesis.auth.NodeAccessKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessKeysTest {
    private static final String GATE = "arn:aws:kinesis:us-east-1:000000000000:stream/gate";
    private static final String GATE_VIDEO = "arn:aws:kinesisvideo:us-east-1:000000000000:stream/gate/1700000000000";
    private static final String ALL = "arn:aws:kinesis:us-east-1:000000000000:stream/*";

    @TempDir
    Path data;

    private static AccessKey key(List<String> actions, List<String> resources) {
        return new AccessKey("k", "KNDX1", "secret", actions, resources);
    }

    @Test
    void keyWithoutLimitsMayDoEverything() {
        assertThat(key(List.of(), List.of()).allows("kinesis:PutRecord", ALL)).isTrue();
    }

    @Test
    void actionsAreMatchedByWildcardsWhateverTheirCase() {
        AccessKey key = key(List.of("kinesis:get*", "KinesisVideo:PutMedia"), List.of());
        assertThat(key.allows("kinesis:GetRecords", GATE)).isTrue();
        assertThat(key.allows("kinesisvideo:PutMedia", GATE_VIDEO)).isTrue();
        assertThat(key.allows("kinesis:PutRecord", GATE)).isFalse();
        assertThat(key.allowsSomewhere("kinesisvideo:GetMedia")).isFalse();
        assertThat(key(List.of("*"), List.of()).allows("kinesis:PutRecord", GATE))
                .isTrue();
    }

    @Test
    void namesStandForTheStreamInBothServicesAndNoOther() {
        AccessKey key = key(List.of(), List.of("gate"));
        assertThat(key.allows("kinesis:GetRecords", GATE)).isTrue();
        assertThat(key.allows("kinesisvideo:GetMedia", GATE_VIDEO)).isTrue();
        assertThat(key.allows("kinesis:GetRecords", GATE + "-2")).isFalse();
        assertThat(key.allows("kinesis:ListStreams", ALL)).isFalse();
        assertThat(key(List.of(), List.of("g?t*")).allows("kinesis:GetRecords", GATE + "-2"))
                .isTrue();
        assertThat(key(List.of(), List.of("arn:aws:kinesisvideo:*")).allows("kinesis:GetRecords", GATE))
                .isFalse();
    }

    @Test
    void createdKeysAreKeptForTheirOwnerAlone() throws IOException {
        AccessKeyFile file = AccessKeyFile.of(data);
        AccessKey made = file.create("camera", List.of("kinesisvideo:PutMedia"), List.of("gate"));
        assertThat(made.secret()).hasSize(40);
        assertThat(AccessKeyFile.of(data).read()).containsExactly(made);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("access-keys.json"))))
                .isEqualTo("rw-------");
        assertThat(made.toString()).doesNotContain(made.secret());
        assertThatThrownBy(() -> file.create("camera", List.of(), List.of()))
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("'camera' is there already");
        assertThatThrownBy(() -> file.create("a b", List.of(), List.of())).hasMessageContaining("a name has");
        file.delete("camera");
        assertThat(file.read()).isEmpty();
        assertThatThrownBy(() -> file.delete("camera")).hasMessageContaining("no access key 'camera'");
    }

    @Test
    void runningNodeNoticesChangesAndKeepsItsKeysWhereTheFileIsBroken() throws Exception {
        AccessKey configured = new AccessKey("fixed", "KNDXFIXED", "secret", List.of(), List.of());
        NodeAccessKeys keys = new NodeAccessKeys(List.of(configured), AccessKeyFile.of(data));
        assertThat(keys.find("KNDXFIXED")).contains(configured);
        AccessKey made = AccessKeyFile.of(data).create("camera", List.of(), List.of());
        awaitFound(keys, made.id(), Optional.of(made));
        Files.writeString(data.resolve("access-keys.json"), "[{");
        Thread.sleep(600);
        assertThat(keys.find(made.id())).contains(made);
        Files.delete(data.resolve("access-keys.json"));
        awaitFound(keys, made.id(), Optional.empty());
        assertThat(keys.find("KNDXFIXED")).contains(configured);
    }

    private static void awaitFound(NodeAccessKeys keys, String id, Optional<AccessKey> expected) throws Exception {
        for (int i = 0; i < 100 && !keys.find(id).equals(expected); i++) {
            Thread.sleep(50);
        }
        assertThat(keys.find(id)).isEqualTo(expected);
    }
}
