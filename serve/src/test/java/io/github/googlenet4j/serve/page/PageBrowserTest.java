package io.github.googlenet4j.serve.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.results.Results;
import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import io.github.googlenet4j.serve.InferenceServer;
import io.github.googlenet4j.serve.SampleModel;
import io.github.googlenet4j.serve.settings.Address;
import io.github.googlenet4j.serve.settings.Safety;
import io.github.googlenet4j.serve.settings.ServerOptions;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * The page in Debian's chromium. Screenshots are left in {@code target/screenshots}, for people.
 *
 * <p>What a test waits for is an event of the page, for at most a minute.
 */
class PageBrowserTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Path SCREENSHOTS = Path.of("target/screenshots");
  private static final Duration BOUND = Duration.ofMinutes(1);

  private static final String MARKUP = "<b>bold</b><img src=x onerror=document.title='run'>";
  private static final String LONG =
      "a label of eighty characters, which is as long as a label of people's may well be";
  private static final List<String> LABELS = List.of("hat", MARKUP, LONG, "=1+1", "shoe");

  @TempDir private static Path folder = Path.of("");
  private static ChromeDriver browser;

  private InferenceServer server;

  @BeforeAll
  static void openBrowser() throws IOException {
    Assumptions.assumeTrue(
        Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
        "skipped: needs /usr/bin/chromium and /usr/bin/chromedriver (Debian: chromium-driver)");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu");
    options.setCapability("goog:loggingPrefs", logs);
    options.setExperimentalOption(
        "prefs", Map.of("download.default_directory", folder.resolve("downloads").toString()));
    browser =
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build(),
            options);
    Files.createDirectories(SCREENSHOTS);
  }

  @AfterAll
  static void closeBrowser() {
    if (browser != null) {
      browser.quit();
    }
  }

  @BeforeEach
  void start() throws IOException {
    server = InferenceServer.start(options(Safety.DEFAULT));
    view(1200, "light");
    browser.manage().logs().get(LogType.BROWSER); // what came before is another test's
  }

  private static ServerOptions options(Safety safety) throws IOException {
    Map<String, String> history = new LinkedHashMap<>();
    history.put("recipe", "epochs: 30\nrate: .05\n");
    history.put("metrics", "top-1 91.2 % on validation");
    history.put("confusion", "9 0 1 0 0\n0 7 0 0 2\n1 0 8 0 0\n0 0 0 5 0\n0 1 0 0 6");
    Path model = SampleModel.write(folder.resolve("model.safetensors"), LABELS, history);
    return ServerOptions.of(Map.of("shoes", model, "shoes-of-last_year.2", model))
        .withAddress(Address.free())
        .withSafety(safety);
  }

  @AfterEach
  void stop() {
    if (server != null) {
      assertThat(problems()).as("what the browser reported").isEmpty();
      server.close();
    }
  }

  /** Messages of the browser's console: refused by the policy, failed scripts and requests. */
  private static List<String> problems() {
    return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .toList();
  }

  private static void view(int width, String scheme) {
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  private void open() {
    browser.get("http://127.0.0.1:" + server.port() + "/");
    await("the card", () -> browser.findElement(By.id("card")).isDisplayed());
  }

  private static void await(String what, java.util.function.BooleanSupplier event) {
    new WebDriverWait(browser, BOUND).withMessage(what).until(ignored -> event.getAsBoolean());
  }

  private static Path picture(String name, int seed) throws IOException {
    BufferedImage image = new BufferedImage(400, 300, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    for (int i = 0; i < 40; i++) {
      graphics.setColor(Color.getHSBColor((seed * 7 + i) * .13f, .6f, .9f));
      graphics.fillOval(seed * 31 % 90 + i * 37 % 380, i * 53 % 280, 70, 50);
    }
    graphics.dispose();
    Path file = folder.resolve(name);
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  private static void choose(Path... files) {
    List<String> names = new ArrayList<>();
    for (Path file : files) {
      names.add(file.toString());
    }
    browser.findElement(By.id("files")).sendKeys(String.join("\n", names));
  }

  private static List<String> bars() {
    return browser.findElements(By.cssSelector("#bars .label")).stream()
        .map(element -> element.getDomProperty("textContent"))
        .toList();
  }

  private static String status() {
    return browser.findElement(By.id("status")).getText();
  }

  private static void assertAccessible(String where) {
    Results results = new AxeBuilder().analyze(browser);
    assertThat(results.getViolations()).extracting(Rule::toString).as(where).isEmpty();
    Long width = (Long) browser.executeScript("return document.documentElement.scrollWidth");
    Long shown = (Long) browser.executeScript("return document.documentElement.clientWidth");
    assertThat(width).as("width of the page, " + where).isLessThanOrEqualTo(shown);
  }

  private static void shoot(String name, int width) throws IOException {
    Long height = (Long) browser.executeScript("return document.documentElement.scrollHeight");
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    Files.write(SCREENSHOTS.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
  }

  @ParameterizedTest
  @CsvSource({"360, light", "360, dark", "1200, light", "1200, dark"})
  void everybodyCanUseIt(int width, String scheme) throws Exception {
    view(width, scheme);
    open();
    assertAccessible("empty");
    choose(picture("one.png", 1));
    await("the bars", () -> bars().size() == 5);
    browser.findElements(By.tagName("summary")).forEach(WebElement::click);
    assertAccessible("one picture");
    shoot("one-" + width + "-" + scheme, width);
    choose(
        picture("two.png", 2),
        picture("three.png", 3),
        Files.writeString(folder.resolve("no.png"), "x"));
    await("the table", () -> status().startsWith("3 pictures answered, 1 refused"));
    assertAccessible("many pictures");
    shoot("many-" + width + "-" + scheme, width);
    browser.manage().logs().get(LogType.BROWSER); // the refused picture's 400, and its preview
  }

  @Test
  void namesAndLabelsAreText() throws Exception {
    open();
    choose(picture("<i>name.png", 1));
    await("the bars", () -> bars().size() == 5);
    assertThat(bars()).containsExactlyInAnyOrderElementsOf(LABELS);
    assertThat(browser.findElements(By.cssSelector("#bars b, #bars img, i, main b"))).isEmpty();
    assertThat(browser.findElement(By.id("answer-name")).getText()).isEqualTo("<i>name.png");
    assertThat(browser.getTitle()).isEqualTo("googlenet");
    assertThat(browser.findElements(By.cssSelector("#facts b"))).isEmpty();
  }

  @Test
  void whereItLookedIsShown() throws Exception {
    open();
    choose(picture("one.png", 1));
    await("the map", () -> browser.findElement(By.id("looked")).isDisplayed());
    WebElement canvas = browser.findElement(By.cssSelector("#stage canvas"));
    assertThat(canvas.getCssValue("opacity")).isEqualTo("0.5");
    browser.findElement(By.id("opacity")).sendKeys(Keys.END);
    assertThat(canvas.getCssValue("opacity")).isEqualTo("1");
    List<WebElement> labels = browser.findElements(By.cssSelector("#bars button"));
    String third = labels.get(2).getText();
    labels.get(2).click();
    assertThat(browser.findElement(By.id("looked-for")).getText()).isEqualTo(third);
    assertThat(browser.findElements(By.cssSelector("#bars [aria-pressed=true]"))).hasSize(1);
  }

  @Test
  void manyPicturesAreATableAndAFile() throws Exception {
    open();
    Path refused = Files.writeString(folder.resolve("no.png"), "no picture");
    choose(picture("=a.png", 1), picture("b.png", 2), refused);
    await("all answers", () -> status().equals("2 pictures answered, 1 refused."));
    assertThat(browser.findElements(By.cssSelector("#rows tr"))).hasSize(3);
    browser.findElement(By.id("csv")).click();
    Path file = folder.resolve("downloads/answers.csv");
    await("the file", () -> Files.exists(file));
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).startsWith("\ufefffile,label_1,index_1,probability_1,label_2");
    assertThat(lines.get(1)).startsWith("\"'=a.png\",").endsWith(",");
    assertThat(lines.get(3)).startsWith("\"no.png\",,,").contains("expected");
    browser.findElement(By.cssSelector("#rows tr:nth-child(2) button")).click();
    assertThat(browser.findElement(By.id("answer-name")).getText()).isEqualTo("b.png");
    assertThat(problems()).allMatch(line -> line.contains("400") || line.contains("415"));
  }

  @Test
  void theKeyboardReachesEverything() throws Exception {
    open();
    choose(picture("one.png", 1));
    await("the map", () -> browser.findElement(By.id("looked")).isDisplayed());
    List<String> reached = new ArrayList<>();
    browser.executeScript("document.activeElement.blur(); window.scrollTo(0, 0)");
    WebElement body = browser.findElement(By.tagName("body"));
    body.sendKeys(Keys.TAB);
    for (int i = 0; i < 40; i++) {
      WebElement focused = browser.switchTo().activeElement();
      reached.add(focused.getTagName() + " " + focused.getDomAttribute("id"));
      focused.sendKeys(Keys.TAB);
    }
    assertThat(reached)
        .contains(
            "select model", "select top", "button choose", "button photograph", "input opacity")
        .containsSubsequence("select model", "button choose", "input opacity", "summary null");
  }

  @Test
  void theSameRequestIsWrittenDown() throws Exception {
    open();
    choose(picture("it's $(one) \"\u00e9\".png", 1));
    await("the bars", () -> bars().size() == 5);
    List<String> lines =
        browser.findElements(By.cssSelector("#snippets code")).stream()
            .map(element -> element.getDomProperty("textContent"))
            .toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0))
        .startsWith("curl -T 'it'\\''s $(one) \"\u00e9\".png' 'http://127.0.0.1:");
    assertThat(lines.get(1)).contains("Path.of(\"it's $(one) \\\"\\u00e9\\\".png\")");
    assertThat(lines.get(2)).contains("open(\"it's $(one) \\\"\\u00e9\\\".png\", \"rb\")");
  }

  @Test
  void aTokenIsAskedForOnce() throws Exception {
    server.close();
    String secret = "0123456789abcdef";
    Path file = Files.writeString(folder.resolve("token"), secret);
    server = InferenceServer.start(options(Safety.DEFAULT.withTokenFile(file)));
    browser.get("http://127.0.0.1:" + server.port() + "/");
    await("the question", () -> browser.findElement(By.id("locked")).isDisplayed());
    assertAccessible("locked");
    browser.findElement(By.id("token")).sendKeys(secret, Keys.ENTER);
    await("the card", () -> browser.findElement(By.id("card")).isDisplayed());
    choose(picture("one.png", 1));
    await("the bars", () -> bars().size() == 5);
    assertThat(browser.findElements(By.cssSelector("#snippets code")).get(0).getText())
        .contains("-H \"Authorization: Bearer $TOKEN\"")
        .doesNotContain(secret);
    assertThat(problems()).allMatch(line -> line.contains("401"));
  }
}
