package io.foreflow.tutorials.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.training.data.DatasetException;
import io.foreflow.tutorials.dataset.Checksum;
import io.foreflow.tutorials.fetch.Dataset.DerivedFile;
import io.foreflow.tutorials.fetch.Dataset.PublishedFile;
import io.foreflow.tutorials.fetch.Dataset.RepositoryFile;
import io.foreflow.tutorials.fetch.Dataset.RepositoryFiles;
import io.foreflow.tutorials.fetch.Fetcher.FetchOutcome;
import io.foreflow.tutorials.fetch.Fetcher.FetchedFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetcherTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final String ADDRESS = "/owner/name/" + COMMIT + "/some folder/a.txt";
    private static final byte[] CONTENT = "0123456789".repeat(1_000).getBytes(UTF_8);

    private final FileServer server = new FileServer();
    private final List<Long> progress = new ArrayList<>();
    private Duration patience = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldDownloadAndCheck() throws Exception {
        // given
        server.put(ADDRESS, CONTENT);

        // when
        List<FetchedFile> fetched = fetch(one(sum(CONTENT)));

        // then
        assertThat(fetched).containsExactly(new FetchedFile("sub/a.txt", FetchOutcome.DOWNLOADED));
        assertThat(folder.resolve("set/sub/a.txt")).hasBinaryContent(CONTENT);
        assertThat(files()).containsExactly("a.txt");
        assertThat(progress).isSorted().endsWith(10_000L);
        assertThat(server.requests()).containsExactly(ADDRESS);
    }

    @Test
    void shouldUseWhatIsThereWithoutAnyRequest() throws Exception {
        // given
        put("a.txt", CONTENT);

        // when
        List<FetchedFile> fetched = fetch(one(sum(CONTENT)));

        // then
        assertThat(fetched).containsExactly(new FetchedFile("sub/a.txt", FetchOutcome.PRESENT));
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void shouldRefuseToReplaceAFileWithOtherContent() throws Exception {
        // given
        put("a.txt", "mine".getBytes(UTF_8));

        // when, then
        assertThatThrownBy(() -> fetch(one(sum(CONTENT))))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(folder.resolve("set/sub/a.txt") + " is there, but its SHA-256 is ")
                .hasMessageEndingWith("; move it away and fetch again");
        assertThat(folder.resolve("set/sub/a.txt")).hasContent("mine");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void shouldThrowAFileWithAnotherChecksumAway() {
        // given
        server.put(ADDRESS, "something else".getBytes(UTF_8));

        // when, then
        assertThatThrownBy(() -> fetch(one(sum(CONTENT))))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(" has the SHA-256 " + sum("something else".getBytes(UTF_8)) + ", not "
                        + sum(CONTENT) + "; it was thrown away");
        assertThat(files()).isEmpty();
    }

    @Test
    void shouldGoOnWhereATransferBroke() throws Exception {
        // given two answers of half of what is left
        server.put(ADDRESS, CONTENT);
        server.breakOff(2);

        // when
        fetch(one(sum(CONTENT)));

        // then
        assertThat(folder.resolve("set/sub/a.txt")).hasBinaryContent(CONTENT);
        assertThat(server.requests()).containsExactly(ADDRESS, ADDRESS + " 5000-", ADDRESS + " 7500-");
    }

    @Test
    void shouldGoOnWhereAnEarlierFetchBroke() throws Exception {
        // given
        server.put(ADDRESS, CONTENT);
        server.breakOff(5);
        assertThatThrownBy(() -> fetch(one(sum(CONTENT))))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("broke off 5 times")
                .hasMessageEndingWith("Try again: what has arrived is kept");
        assertThat(files()).containsExactly("a.txt.part");

        // when
        fetch(one(sum(CONTENT)));

        // then
        assertThat(folder.resolve("set/sub/a.txt")).hasBinaryContent(CONTENT);
        assertThat(files()).containsExactly("a.txt");
        assertThat(server.requests()).last().isEqualTo(ADDRESS + " 9687-");
    }

    @Test
    void shouldGoOnWhereATransferStoodStill() throws Exception {
        // given
        server.put(ADDRESS, CONTENT);
        server.breakOff(1);
        server.standStill();
        patience = Duration.ofMillis(500);

        // when
        fetch(one(sum(CONTENT)));

        // then
        assertThat(folder.resolve("set/sub/a.txt")).hasBinaryContent(CONTENT);
        assertThat(server.requests()).containsExactly(ADDRESS, ADDRESS + " 5000-");
    }

    @Test
    void shouldBeginAnewWhereAServerKnowsNoRanges() throws Exception {
        // given
        server.put(ADDRESS, CONTENT);
        server.knowNoRanges();
        server.breakOff(1);

        // when
        fetch(one(sum(CONTENT)));

        // then
        assertThat(folder.resolve("set/sub/a.txt")).hasBinaryContent(CONTENT);
    }

    @Test
    void shouldBeginAnewWhenMoreIsHereThanThere() throws Exception {
        // given
        server.put(ADDRESS, CONTENT);
        put("a.txt.part", new byte[20_000]);

        // when
        fetch(one(sum(CONTENT)));

        // then: it can be no part of the file, so that it is not even asked about
        assertThat(folder.resolve("set/sub/a.txt")).hasBinaryContent(CONTENT);
        assertThat(server.requests()).containsExactly(ADDRESS);
    }

    @Test
    void shouldMoveAWholeFileInPlaceThatAnEarlierFetchLeft() throws Exception {
        // given
        put("a.txt.part", CONTENT);

        // when
        fetch(one(sum(CONTENT)));

        // then
        assertThat(folder.resolve("set/sub/a.txt")).hasBinaryContent(CONTENT);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void shouldStopAtThePinnedSizeOfAnEndlessFile() {
        // given
        server.put(ADDRESS, CONTENT);
        server.beEndless();

        // when, then
        assertThatThrownBy(() -> fetch(one(sum(CONTENT))))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(" has more than the 10000 bytes that it must have; it was thrown away");
        assertThat(files()).isEmpty();
        assertThat(progress).allMatch(bytes -> bytes <= 10_000);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void shouldStopAtThePinnedSizeAlsoWhereATransferGoesOn() throws Exception {
        // given
        server.put(ADDRESS, CONTENT);
        server.beEndless();
        put("a.txt.part", "0123456789".repeat(500).getBytes(UTF_8));

        // when, then
        assertThatThrownBy(() -> fetch(one(sum(CONTENT)))).hasMessageContaining("more than the 10000 bytes");
        assertThat(server.requests()).containsExactly(ADDRESS + " 5000-");
        assertThat(files()).isEmpty();
    }

    @Test
    void shouldWriteNothingOfAFileThatSaysItIsTooLarge() {
        // given
        server.put(ADDRESS, new byte[10_001]);
        server.put("/owner/b.bin", new byte[10_001]);

        // when, then
        assertThatThrownBy(() -> fetch(one(sum(CONTENT)))).hasMessageContaining("more than the 10000 bytes");
        assertThatThrownBy(() -> fetch(published(md5(CONTENT)))).hasMessageContaining("more than the 10000 bytes");
        assertThat(files()).isEmpty();
        assertThat(progress).allMatch(bytes -> bytes == 0);
    }

    @Test
    void shouldThrowAFileAwayThatIsTooShort() {
        // given a file of which no checksum is known
        server.put(ADDRESS, "short".getBytes(UTF_8));
        RepositoryFile file = new RepositoryFile("sub/a.txt", "some folder/a.txt", 10_000, Optional.empty());
        Dataset dataset = new Dataset(
                "set",
                "d",
                "l",
                List.of(new RepositoryFiles("owner/name", COMMIT, List.of(file))),
                List.of(),
                List.of());

        // when, then
        assertThatThrownBy(() -> fetch(dataset)).hasMessageContaining(" has 5 bytes, not 10000; it was thrown away");
        assertThat(files()).isEmpty();
    }

    @Test
    void shouldAskABusyServerAgain() throws Exception {
        // given
        server.put(ADDRESS, CONTENT);
        server.beBusy(4);

        // when
        fetch(one(sum(CONTENT)));

        // then
        assertThat(server.requests()).hasSize(5);
        server.beBusy(5);
        Files.delete(folder.resolve("set/sub/a.txt"));
        assertThatThrownBy(() -> fetch(one(sum(CONTENT)))).hasMessageEndingWith("try again later");
    }

    @Test
    void shouldSayWhatTheServerAnswers() {
        assertThatThrownBy(() -> fetch(one(sum(CONTENT))))
                .isInstanceOf(DatasetException.class)
                .hasMessage(server.address() + ADDRESS.replace(" ", "%20") + " cannot be had: the server answers 404");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void shouldSayWhatToDoWithoutANetwork() {
        // given nobody who listens
        URI address = server.address();
        server.close();

        // when, then
        assertThatThrownBy(() -> fetch(one(sum(CONTENT))))
                .isInstanceOf(DatasetException.class)
                .hasMessage("127.0.0.1 cannot be reached. Try again with a network, or get " + address
                        + ADDRESS.replace(" ", "%20") + " elsewhere and save it as "
                        + folder.resolve("set/sub/a.txt") + " (SHA-256 " + sum(CONTENT) + ")");
        assertThat(files()).isEmpty();
    }

    @Test
    void shouldDeriveAndPack() throws Exception {
        // given
        byte[] year = "Date,Hour,HOV Flow,Ordinary Flow\n2021-01-01,7,1.0004,2\n".getBytes(UTF_8);
        byte[] hours =
                "sensor_id,timestamp,value\ni880-hov,2021-01-01T07:00:00,1.0\ni880-ordinary,2021-01-01T07:00:00,2.0\n"
                        .getBytes(UTF_8);
        server.put(ADDRESS, year);
        Dataset dataset = derived(year, Optional.of("i880-hourly"), sum(hours), List.of());

        // when
        List<FetchedFile> fetched = fetch(dataset);

        // then
        assertThat(fetched)
                .containsExactly(
                        new FetchedFile("sub/a.txt", FetchOutcome.DOWNLOADED),
                        new FetchedFile("long.csv.gz", FetchOutcome.DERIVED));
        assertThat(Checksum.sha256OfContent(folder.resolve("set/long.csv.gz")).hex())
                .isEqualTo(sum(hours));
        assertThat(fetch(dataset)).extracting(FetchedFile::outcome).containsOnly(FetchOutcome.PRESENT);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void shouldThrowAwayWhatWasDerivedWrongly() throws Exception {
        // given
        byte[] year = "Date,Hour,HOV Flow,Ordinary Flow\n2021-01-01,7,1,2\n".getBytes(UTF_8);
        server.put(ADDRESS, year);

        // when, then
        assertThatThrownBy(() -> fetch(derived(year, Optional.of("i880-hourly"), sum(CONTENT), List.of())))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(
                        "what was derived as " + folder.resolve("set/long.csv.gz") + " has the SHA-256 ")
                .hasMessageEndingWith("; it was thrown away");
        assertThat(Fetcher.present(folder, derived(CONTENT, Optional.empty(), "", List.of())))
                .containsExactly("sub/a.txt");
        assertThat(folder.resolve("set/long.csv.gz.part")).doesNotExist();
    }

    @Test
    void shouldSayWhatCannotBeDerived() throws Exception {
        // given
        server.put(ADDRESS, CONTENT);

        // when
        List<FetchedFile> fetched = fetch(derived(CONTENT, Optional.empty(), sum(CONTENT), List.of()));

        // then
        assertThat(fetched).last().isEqualTo(new FetchedFile("long.csv.gz", FetchOutcome.NOT_DERIVED));
    }

    @Test
    void shouldNotKeepWhatIsOnlyDerivedFrom() throws Exception {
        // given
        byte[] year = "Date,Hour,HOV Flow,Ordinary Flow\n2021-01-01,7,1,2\n".getBytes(UTF_8);
        byte[] hours =
                "sensor_id,timestamp,value\ni880-hov,2021-01-01T07:00:00,1.0\ni880-ordinary,2021-01-01T07:00:00,2.0\n"
                        .getBytes(UTF_8);
        server.put(ADDRESS, year);
        RepositoryFile passing =
                new RepositoryFile("sources/b.csv", "some folder/a.txt", year.length, Optional.empty());
        DerivedFile derived = new DerivedFile(
                "long.csv.gz",
                "how",
                Optional.of("i880-hourly"),
                List.of(),
                List.of(new RepositoryFiles("owner/name", COMMIT, List.of(passing))),
                1,
                sum(hours));

        // when
        List<FetchedFile> fetched = fetch(new Dataset("set", "d", "l", List.of(), List.of(), List.of(derived)));

        // then
        assertThat(fetched).containsExactly(new FetchedFile("long.csv.gz", FetchOutcome.DERIVED));
        assertThat(folder.resolve("set/sources/b.csv")).doesNotExist();
    }

    @Test
    void shouldDownloadFromWhereTheOwnerKeepsIt() throws Exception {
        // given
        server.put("/owner/b.bin", CONTENT);

        // when
        List<FetchedFile> fetched = fetch(published(md5(CONTENT)));

        // then
        assertThat(fetched).containsExactly(new FetchedFile("sub/b.bin", FetchOutcome.DOWNLOADED));
        assertThat(folder.resolve("set/sub/b.bin")).hasBinaryContent(CONTENT);
        assertThat(fetch(published(md5(CONTENT)))).containsExactly(new FetchedFile("sub/b.bin", FetchOutcome.PRESENT));
        assertThat(progress).endsWith(10_000L);
    }

    @Test
    void shouldThrowAwayWhatIsNotWhatTheOwnerStates() {
        // given
        server.put("/owner/b.bin", "something else".getBytes(UTF_8));

        // when, then
        assertThatThrownBy(() -> fetch(published(md5(CONTENT))))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(" has the MD5 " + md5("something else".getBytes(UTF_8)) + ", not " + md5(CONTENT)
                        + "; it was thrown away");
        assertThat(files()).isEmpty();
    }

    private Dataset published(String md5) {
        PublishedFile file = new PublishedFile("sub/b.bin", server.address().resolve("/owner/b.bin"), 10_000, md5);
        return new Dataset("set", "d", "l", List.of(), List.of(file), List.of());
    }

    private List<FetchedFile> fetch(Dataset dataset) throws IOException, InterruptedException {
        progress.clear();
        return new Fetcher(folder, server.address(), new Downloader(patience, Duration.ZERO))
                .fetch(dataset, (file, done) -> progress.add(done));
    }

    private static Dataset one(String sum) {
        return one(10_000, sum);
    }

    private static Dataset one(long bytes, String sum) {
        RepositoryFile file = new RepositoryFile("sub/a.txt", "some folder/a.txt", bytes, Optional.of(sum));
        return new Dataset(
                "set",
                "d",
                "l",
                List.of(new RepositoryFiles("owner/name", COMMIT, List.of(file))),
                List.of(),
                List.of());
    }

    private static Dataset derived(byte[] file, Optional<String> by, String derivedSum, List<RepositoryFiles> sources) {
        DerivedFile derived = new DerivedFile("long.csv.gz", "how", by, List.of("sub/a.txt"), sources, 100, derivedSum);
        return new Dataset("set", "d", "l", one(file.length, sum(file)).sources(), List.of(), List.of(derived));
    }

    private void put(String name, byte[] content) throws IOException {
        Path file = folder.resolve("set/sub").resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    private List<String> files() {
        String[] names = folder.resolve("set/sub").toFile().list();
        return names == null ? List.of() : List.of(names);
    }

    private static String sum(byte[] bytes) {
        MessageDigest digest = Checksum.sha256Digest();
        digest.update(bytes);
        return Checksum.of(digest).hex();
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
