docker pull -q alpine; docker pull -q debian; echo old > conf; docker run -d --name one -v ./conf:/etc/conf alpine sleep 1000; docker run -d --name loop -v ./conf:/etc/conf alpine sh -c 'while true; do cat /etc/conf; sleep 1; done'
echo written > conf; docker exec one cat /etc/conf; echo new > next; mv next conf; docker exec one cat /etc/conf; cat conf; sleep 1; docker logs loop
docker exec one sh -c 'echo mine > /etc/conf'; docker exec one cat /etc/conf; cat conf; docker restart -t 0 one; docker exec one cat /etc/conf; docker exec one sh -c 'echo through > /etc/conf'; cat conf
sed -i s/through/edited/ conf; docker exec one cat /etc/conf; docker restart -t 0 one; docker exec one cat /etc/conf; rm conf; docker exec one cat /etc/conf
echo a > file; docker run --rm -v ./file:/f debian sh -c 'sed -i s/a/b/ /f; echo $?; mv /f /g; rm /f; cp /etc/hostname /f; echo x >> /f'; docker run --rm -v ./file:/f alpine sh -c 'sed -i s/a/b/ /f; echo $?; sed s/x/y/ /f | tail -n 1'
