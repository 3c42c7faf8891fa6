package io.kinedex.ingest.kinesis.playback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;

import io.kinedex.frames.Fragment;
import io.kinedex.ingest.TestVideo;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.ClipFragmentSelectorType;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.Format;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.FormatConfigKey;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.GetClipRequest;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.GetImagesRequest;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.GetImagesResponse;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.Image;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.ImageError;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.ImageSelectorType;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.KinesisVideoArchivedMediaException;

class ClipsAndImagesTest {
    private static final long FRAME_MILLIS = 100;

    @TempDir
    private static Path media;

    private static List<Fragment> fragments = List.of();

    @TempDir
    private Path folder;

    private Theatre theatre;

    @BeforeAll
    static void makeAVideo() {
        fragments = Theatre.cut(TestVideo.writeH264(media.resolve("a.mp4"), 6, 320, 180), Duration.ofMillis(900));
        assertThat(fragments).hasSize(6);
    }

    @BeforeEach
    void open() {
        theatre = new Theatre(folder);
    }

    @AfterEach
    void close() {
        theatre.close();
    }

    private static Instant at(long millis) {
        return Theatre.START.plusMillis(millis);
    }

    private static Consumer<GetClipRequest.Builder> clip(ClipFragmentSelectorType type, Instant from, Instant to) {
        return request -> request.streamName("gate")
                .clipFragmentSelector(selector -> selector.fragmentSelectorType(type)
                        .timestampRange(range -> range.startTimestamp(from).endTimestamp(to)));
    }

    private List<Long> saved(Consumer<GetClipRequest.Builder> request) throws IOException, InterruptedException {
        Path file = folder.resolve("clip-%d.mp4".formatted(System.nanoTime()));
        String type = theatre.client.getClip(request, file).contentType();
        assertThat(type).isEqualTo("video/mp4");
        return FfmpegPackets.times(file.toString(), AVMEDIA_TYPE_VIDEO).stream()
                .map(micros -> micros / 1_000)
                .toList();
    }

    @Test
    void cutsWholeFragmentsOutOfTheStream() throws Exception {
        theatre.appendAll("gate", fragments);

        List<Long> times = saved(clip(ClipFragmentSelectorType.PRODUCER_TIMESTAMP, at(500), at(3_500)));

        assertThat(times)
                .containsExactlyElementsOf(LongStream.range(0, 30)
                        .map(i -> i * FRAME_MILLIS)
                        .boxed()
                        .toList());
    }

    @Test
    void cutsByTheTimeOfTheServer() throws Exception {
        theatre.appendAll("gate", fragments);

        List<Long> times = saved(clip(ClipFragmentSelectorType.SERVER_TIMESTAMP, at(2_900), at(4_100)));

        assertThat(times).hasSize(20);
    }

    @Test
    void keepsGapsInClips() throws Exception {
        theatre.append("gate", fragments.get(0), Duration.ZERO);
        theatre.append("gate", fragments.get(1), Duration.ofSeconds(2));

        List<Long> times = saved(clip(ClipFragmentSelectorType.PRODUCER_TIMESTAMP, at(0), at(3_500)));

        assertThat(times).hasSize(20).contains(900L, 3_000L).endsWith(3_900L);
    }

    @Test
    void saysWhyThereIsNoClip() {
        theatre.stream("mpeg4", true);
        theatre.appendAll("mpeg4", Theatre.cut(TestVideo.write(folder.resolve("c.mp4"), 2), Duration.ofSeconds(1)));
        theatre.appendAll("gate", fragments.subList(0, 1));
        Theatre.cut(TestVideo.writeH264(folder.resolve("d.mp4"), 1, 640, 360), Duration.ofSeconds(1))
                .forEach(fragment -> theatre.append("gate", fragment, Duration.ofSeconds(1)));
        Consumer<GetClipRequest.Builder> all = clip(ClipFragmentSelectorType.PRODUCER_TIMESTAMP, at(0), at(9_000));

        noClip("ResourceNotFoundException", clip(ClipFragmentSelectorType.PRODUCER_TIMESTAMP, at(-9_000), at(-1)));
        noClip("ResourceNotFoundException", all.andThen(request -> request.streamName("nobody")));
        noClip("UnsupportedStreamMediaTypeException", all.andThen(request -> request.streamName("mpeg4")));
        noClip("InvalidCodecPrivateDataException", all);
        noClip("InvalidArgumentException", clip(ClipFragmentSelectorType.PRODUCER_TIMESTAMP, at(9), at(9)));
        noClip("InvalidArgumentException", clip(ClipFragmentSelectorType.SERVER_TIMESTAMP, at(0), at(99_000)));
        noClip("InvalidArgumentException", request -> request.streamName("gate"));
    }

    private void noClip(String error, Consumer<GetClipRequest.Builder> request) {
        assertThatThrownBy(() -> theatre.client.getClipAsBytes(request))
                .isInstanceOfSatisfying(
                        KinesisVideoArchivedMediaException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(error));
    }

    private static Consumer<GetImagesRequest.Builder> images(Instant from, Instant to, int intervalMillis) {
        return request -> request.streamName("gate")
                .imageSelectorType(ImageSelectorType.PRODUCER_TIMESTAMP)
                .startTimestamp(from)
                .endTimestamp(to)
                .samplingInterval(intervalMillis)
                .format(Format.JPEG);
    }

    private static BufferedImage picture(Image image) {
        try {
            byte[] bytes = Base64.getDecoder().decode(image.imageContent());
            return ImageIO.read(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void showsWhatWasSeenAtEachMoment() {
        theatre.appendAll("gate", fragments);

        List<Image> images =
                theatre.client.getImages(images(at(50), at(5_950), 300)).images();

        assertThat(images).hasSize(20).allMatch(image -> image.error() == null);
        for (int i = 0; i < images.size(); i++) {
            assertThat(images.get(i).timeStamp()).isEqualTo(at(50 + i * 300L));
            BufferedImage picture = picture(images.get(i));
            assertThat(picture.getWidth()).isEqualTo(320);
            assertThat(TestVideo.number(picture)).isEqualTo(i * 3);
        }
    }

    @Test
    void showsWhatWasReceivedAtEachMoment() {
        theatre.appendAll("gate", fragments);

        List<Image> images = theatre.client
                .getImages(images(at(1_100), at(5_100), 1_000)
                        .andThen(request -> request.imageSelectorType(ImageSelectorType.SERVER_TIMESTAMP)))
                .images();

        assertThat(images.stream().map(ClipsAndImagesTest::picture).map(TestVideo::number))
                .containsExactly(0, 10, 20, 30, 40);
    }

    @Test
    void writesImagesAsAsked() {
        theatre.appendAll("gate", fragments.subList(0, 1));
        Consumer<GetImagesRequest.Builder> one = images(at(0), at(100), 200);

        Image png = only(one.andThen(request -> request.format(Format.PNG)));
        Image squeezed = only(one.andThen(request -> request.widthPixels(100).heightPixels(100)));
        Image low = only(one.andThen(request -> request.formatConfig(Map.of(FormatConfigKey.JPEG_QUALITY, "5"))));
        Image narrow = only(one.andThen(request -> request.widthPixels(160)));

        assertThat(Base64.getDecoder().decode(png.imageContent())).startsWith((byte) 0x89, 'P', 'N', 'G');
        assertThat(picture(squeezed).getHeight()).isEqualTo(100);
        assertThat(picture(narrow).getHeight()).isEqualTo(90);
        assertThat(low.imageContent().length())
                .isLessThan(only(one).imageContent().length());
    }

    private Image only(Consumer<GetImagesRequest.Builder> request) {
        List<Image> images = theatre.client.getImages(request).images();
        assertThat(images).hasSize(1);
        return images.getFirst();
    }

    @Test
    void saysWhereThereIsNothingToSee() {
        theatre.append("gate", fragments.get(0), Duration.ZERO);
        theatre.append("gate", fragments.get(1), Duration.ofSeconds(1));

        List<Image> images =
                theatre.client.getImages(images(at(50), at(4_050), 1_000)).images();

        assertThat(images.stream().map(Image::error))
                .containsExactly(null, ImageError.NO_MEDIA, null, ImageError.NO_MEDIA, ImageError.NO_MEDIA);
    }

    @Test
    void givesImagesInPages() {
        theatre.appendAll("gate", fragments);
        Consumer<GetImagesRequest.Builder> seven =
                images(at(0), at(5_900), 500).andThen(request -> request.maxResults(7L));

        List<Integer> seen = new ArrayList<>();
        GetImagesResponse page = theatre.client.getImages(seven);
        page.images().forEach(image -> seen.add(TestVideo.number(picture(image))));
        String token = page.nextToken();
        page = theatre.client.getImages(seven.andThen(request -> request.nextToken(token)));
        page.images().forEach(image -> seen.add(TestVideo.number(picture(image))));

        assertThat(token).matches("[a-zA-Z0-9+/]+={0,2}");
        assertThat(seen)
                .containsExactlyElementsOf(
                        IntStream.range(0, 12).map(i -> i * 5).boxed().toList());
        assertThat(page.nextToken()).isNull();
        noImages(images(at(0), at(5_900), 600).andThen(request -> request.nextToken(token)));
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatAwsDoes(Mistake mistake) {
        theatre.appendAll("gate", fragments.subList(0, 1));

        noImages(images(at(0), at(900), 200).andThen(mistake::make));
    }

    enum Mistake {
        INTERVAL,
        INTERVAL_MISSING,
        QUALITY,
        WIDTH,
        RESULTS,
        TOKEN,
        RANGE;

        void make(GetImagesRequest.Builder request) {
            switch (this) {
                case INTERVAL -> request.samplingInterval(199);
                case INTERVAL_MISSING -> request.samplingInterval(null);
                case QUALITY -> request.formatConfig(Map.of(FormatConfigKey.JPEG_QUALITY, "101"));
                case WIDTH -> request.widthPixels(3_841);
                case RESULTS -> request.maxResults(101L);
                case TOKEN -> request.nextToken("AAAA");
                case RANGE -> request.endTimestamp(at(-1));
            }
        }
    }

    private void noImages(Consumer<GetImagesRequest.Builder> request) {
        assertThatThrownBy(() -> theatre.client.getImages(request))
                .isInstanceOfSatisfying(
                        KinesisVideoArchivedMediaException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidArgumentException"));
    }
}
