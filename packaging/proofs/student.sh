#!/bin/sh
# What a student does with the installed app, by keyboard, on a screen of its own. Run as an ordinary user without network.
set -eu
cd "$HOME"
Xvfb :7 -screen 0 1600x1000x24 -nolisten tcp >/dev/null 2>&1 &
display=$!
trap 'kill $display 2>/dev/null || true' EXIT
export DISPLAY=:7 LANG=C.UTF-8
sleep 2
openbox >/dev/null 2>&1 &
sleep 1

echo "== every part of the app, once"
nnviz --self-check >self-check.txt 2>&1 || { grep -v '^ok ' self-check.txt; exit 1; }
tail -1 self-check.txt
rm self-check.txt

echo "== open an example, train, save, export by keyboard"
mkdir -p "Übung 1"
nnviz &
app=$!
window=$(timeout 60 xdotool search --sync --onlyvisible --name ' nnviz$' | head -1)
xdotool windowfocus --sync "$window"
sleep 3 # it trains
xdotool key space
sleep 1
xdotool key ctrl+s
sleep 2
xdotool key ctrl+a
xdotool type --delay 20 "$HOME/Saved.nnviz.json"
xdotool key Return
sleep 2
xdotool key ctrl+k
sleep 1
xdotool type --delay 20 "export data"
xdotool key Return
sleep 2
xdotool key Return
sleep 2
xdotool key ctrl+a
xdotool type --delay 20 "$HOME/Metrics.csv"
xdotool key Return
sleep 2
xdotool key ctrl+q
sleep 2
if kill -0 $app 2>/dev/null; then
    echo "the window is still open" >&2
    kill $app
    exit 1
fi
wait $app
test -s Saved.nnviz.json
test "$(wc -l <Metrics.csv)" -gt 10

echo "== the desktop knows the files"
gio info -a standard::content-type Saved.nnviz.json | grep -q application/x-nnviz-experiment+json
for kind in experiment+json session; do
    gio mime "application/x-nnviz-$kind" | head -1 | grep -q nnviz.desktop
done

echo "== open what was saved, take a picture of it, train without a window"
nnviz Saved.nnviz.json --steps 200 --screenshot Picture.png
test "$(head -c 4 Picture.png | tail -c 3)" = PNG
nnviz train Saved.nnviz.json --epochs 3 --weights "Übung 1/weights.npz"
ls -A1 "$HOME" /tmp
