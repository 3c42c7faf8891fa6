package io.kinedex.metadata.delivery;

import io.kinedex.metadata.stream.PublishedRecord;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;

/**
 * A row for each record, in the shape of {@link ParquetRows}. One thread at a time.
 *
 * <p>A row group is held in memory until it is full, hence small ones: what several objects hold together stays below the
 * delivery's buffer. Of Hadoop nothing but a few class files is there or needed: the file, the configuration and the codec are
 * given from here.
 */
final class ParquetObjectWriter implements ObjectWriter {
    private static final long ROW_GROUP_BYTES = 16L << 20;
    private static final int PAGE_BYTES = 256 << 10;

    private final ParquetWriter<PublishedRecord> writer;

    ParquetObjectWriter(Path file) throws IOException {
        this.writer = new Builder(new SpoolOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withCodecFactory(new GzipCodecFactory())
                .withCompressionCodec(CompressionCodecName.GZIP)
                .withRowGroupSize(ROW_GROUP_BYTES)
                .withPageSize(PAGE_BYTES)
                .build();
    }

    @Override
    public boolean append(PublishedRecord record) throws IOException {
        writer.write(record);
        return true;
    }

    @Override
    public long bytes() {
        return writer.getDataSize();
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }

    private static final class Builder extends ParquetWriter.Builder<PublishedRecord, Builder> {
        private Builder(OutputFile file) {
            super(file);
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        protected WriteSupport<PublishedRecord> getWriteSupport(ParquetConfiguration configuration) {
            return new ParquetRows();
        }

        @Override
        @SuppressWarnings("deprecation")
        protected WriteSupport<PublishedRecord> getWriteSupport(Configuration configuration) {
            return new ParquetRows();
        }
    }
}
