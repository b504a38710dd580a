"""The three administrators: each sees and does only what is theirs, and every act is written down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pingan.accounts.models import User
from pingan.audit.models import AuditEntry
from pingan.audit.services import log
from pingan.org.models import Post
from tests.factories.accounts import OWN_URL, Person, given_person, post_credentials, signed_in, token_of
from tests.factories.org import actor_of, given_two_counties

pytestmark = pytest.mark.django_db

PAGES = {
    "/accounts/": {"system_admin"},
    "/accounts/new/": {"system_admin"},
    "/posts/": {"security_admin"},
    "/grants/": {"security_admin"},
    "/audit/": {"audit_admin", "auditor"},
    "/me/": {
        "system_admin",
        "security_admin",
        "audit_admin",
        "auditor",
        "body_office",
        "township_desk",
        "leader",
    },
}


@pytest.mark.parametrize(
    "role",
    ["system_admin", "security_admin", "audit_admin", "auditor", "body_office", "township_desk", "leader"],
)
def test_each_page_opens_for_its_role_and_no_other(role: str) -> None:
    places = given_two_counties()
    client = signed_in(given_person(role, places.township if role == "township_desk" else places.county))
    for path, roles in PAGES.items():
        answer = client.get(path)
        assert answer.status_code == (200 if role in roles else 403), path
        if role not in roles:
            assert AuditEntry.objects.filter(action="access.refused", actor_role=role).exists()


@pytest.mark.parametrize("path", [*PAGES, "/accounts/1/", "/posts/1/", "/audit/1/", "/me/tokens/"])
def test_nothing_opens_for_who_is_signed_out(path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_an_account_is_opened_signs_in_and_can_do_nothing_before_it_has_a_post() -> None:
    admin = signed_in(given_person("system_admin"))
    answer = admin.post("/accounts/new/", {"username": "lihua", "name": "李华", "phone": "13800138000"})
    assert answer.status_code == 302
    page = admin.get(answer["Location"])
    password = page.context["password"]
    assert password in page.content.decode()
    assert password not in admin.get(answer["Location"]).content.decode(), "shown once"
    user = User.objects.get(username="lihua")
    assert user.must_change_password
    newcomer = Client()
    data = {"login": "lihua", "password": password}
    assert newcomer.post(reverse("account_login"), data).status_code == 302
    new = {"oldpassword": password, "password1": "Another-horse-10", "password2": "Another-horse-10"}
    assert newcomer.post(reverse("account_change_password"), new).status_code == 302
    assert newcomer.get("/accounts/").status_code == 403
    assert AuditEntry.objects.get(action="account.opened").object_id == user.pk


def test_a_taken_or_missing_name_is_told_at_its_field() -> None:
    admin = signed_in(given_person("system_admin"))
    taken = User.objects.first()
    assert taken is not None
    answer = admin.post("/accounts/new/", {"username": taken.username, "name": "李华"})
    assert answer.status_code == 422
    assert "username" in answer.context["form"].errors
    assert admin.post("/accounts/new/", {"username": " ", "name": "李华"}).status_code == 422


def test_resetting_a_password_lifts_the_lockout_and_ends_sessions_and_tokens() -> None:
    admin, person = signed_in(given_person("system_admin")), given_person("township_desk")
    session, token = signed_in(person), token_of(person)
    wrong = Person(person.user, person.post, password="Wrong-password-1")
    for _ in range(5):
        post_credentials(Client(), wrong)
    answer = admin.post(f"/accounts/{person.user.pk}/reset-password/", {"reason": "本人遗忘"})
    assert answer.status_code == 302
    assert session.get(OWN_URL).status_code == 302
    assert (
        Client().delete("/api/v1/auth/token/", headers={"Authorization": f"Token {token}"}).status_code == 401
    )
    person.password = admin.get(answer["Location"]).context["password"]
    assert post_credentials(Client(), person).status_code == 302
    entry = AuditEntry.objects.get(action="password.reset")
    assert (entry.object_id, entry.reason) == (person.user.pk, "本人遗忘")


@pytest.mark.parametrize("verb", ["reset-password", "close", "reopen"])
def test_no_act_on_an_account_without_a_reason_or_on_ones_own(verb: str) -> None:
    me = given_person("system_admin")
    admin, person = signed_in(me), given_person("township_desk")
    before = person.user.password
    assert admin.post(f"/accounts/{person.user.pk}/{verb}/", {"reason": " "}).status_code == 422
    assert admin.post(f"/accounts/{me.user.pk}/{verb}/", {"reason": "x"}).status_code == 403
    person.user.refresh_from_db()
    assert (person.user.password, person.user.is_active) == (before, True)
    assert admin.get(OWN_URL).status_code == 200


def test_closing_and_reopening_an_account() -> None:
    admin, person = signed_in(given_person("system_admin")), given_person("township_desk")
    session = signed_in(person)
    admin.post(f"/accounts/{person.user.pk}/close/", {"reason": "调离"})
    assert session.get(OWN_URL).status_code == 302
    assert post_credentials(Client(), person).status_code == 200
    admin.post(f"/accounts/{person.user.pk}/reopen/", {"reason": "返岗"})
    assert post_credentials(Client(), person).status_code == 302


def test_the_list_finds_people_by_name_pinyin_and_username_and_pages_through() -> None:
    admin = signed_in(given_person("system_admin"))
    for number in range(60):
        User.objects.create_user(f"reader{number:03}", name="曾小红")
    for needle in ("曾小", "zeng", "reader05"):
        rows = admin.get("/accounts/", {"q": needle}).context["page"].rows
        assert rows
        assert all(row.name == "曾小红" for row in rows), needle
    first = admin.get("/accounts/", {"q": "reader"}).context["page"]
    second = admin.get("/accounts/" + first.next_url).context["page"]
    assert [len(first.rows), len(second.rows)] == [50, 10]
    back = admin.get("/accounts/" + second.previous_url).context["page"]
    assert [row.pk for row in back.rows] == [row.pk for row in first.rows]
    assert back.previous_url is None


def test_posts_are_given_and_ended_by_the_security_administrator() -> None:
    security, person = signed_in(given_person("security_admin")), given_person("leader")
    today = timezone.localdate()
    data = {
        "role": "unit_handler",
        "region": "南康区",
        "organ": "",
        "held_from": today.isoformat(),
        "reason": "任命",
    }
    answer = security.post(f"/posts/{person.user.pk}/", data)
    assert answer.status_code == 422, "a unit handler needs a unit"
    answer = security.post(
        f"/posts/{person.user.pk}/", {**data, "role": "county_dispatcher", "region": "360703000000"}
    )
    assert answer.status_code == 302
    post = Post.objects.get(user=person.user, role="county_dispatcher")
    end = {"held_to": (today + timedelta(days=1)).isoformat(), "reason": "轮岗"}
    assert security.post(f"/posts/held/{post.pk}/end/", end).status_code == 302
    post.refresh_from_db()
    assert post.held_to == today + timedelta(days=1)
    assert {"post.granted", "post.ended"} <= set(AuditEntry.objects.values_list("action", flat=True))


def test_an_administrators_post_beside_another_is_refused_at_its_field() -> None:
    security, person = signed_in(given_person("security_admin")), given_person("leader")
    today = timezone.localdate().isoformat()
    data = {"role": "audit_admin", "region": "南康区", "held_from": today, "reason": "x"}
    answer = security.post(f"/posts/{person.user.pk}/", data)
    assert answer.status_code == 422
    assert "role" in answer.context["form"].errors


def test_nobody_gives_a_post_to_themselves() -> None:
    me = given_person("security_admin")
    today = timezone.localdate().isoformat()
    data = {"role": "security_admin", "region": "江西省", "held_from": today, "reason": "x"}
    assert signed_in(me).post(f"/posts/{me.user.pk}/", data).status_code == 403


def test_an_area_that_is_ambiguous_or_unknown_is_told_at_its_field() -> None:
    security, person = signed_in(given_person("security_admin")), given_person("leader")
    data = {
        "role": "leader",
        "region": "没有这个地方",
        "held_from": timezone.localdate().isoformat(),
        "reason": "x",
    }
    answer = security.post(f"/posts/{person.user.pk}/", data)
    assert answer.status_code == 422
    assert "region" in answer.context["form"].errors


def test_a_lost_phone_is_mended_by_the_security_administrator_alone() -> None:
    person = given_person("auditor")
    session = signed_in(person)
    system = signed_in(given_person("system_admin"))
    url = f"/posts/{person.user.pk}/remove-second-factor/"
    assert system.post(url, {"reason": "x"}).status_code == 403
    security = signed_in(given_person("security_admin"))
    security.post(url, {"reason": ""})
    assert Authenticator.objects.filter(user=person.user).exists()
    security.post(url, {"reason": "手机遗失"})
    assert not Authenticator.objects.filter(user=person.user).exists()
    assert session.get(OWN_URL).status_code == 302
    person.secret = ""
    assert signed_in(person).get(OWN_URL)["Location"].startswith(reverse("mfa_activate_totp"))


def test_one_switches_between_own_posts_only() -> None:
    from tests.factories.org import given_post

    places = given_two_counties()
    person = given_person("township_desk", places.township)
    second = given_post("community_staff", places.village, user=person.user)
    foreign = given_person("township_desk", places.other_township)
    client = signed_in(person)
    page = client.get(OWN_URL).content.decode()
    assert page.count(str(second)) >= 2, "in the bar and on the page"
    assert client.post(reverse("console:switch_post"), {"post_id": foreign.post.pk}).status_code == 403
    assert client.post(reverse("console:switch_post"), {"post_id": second.pk}).status_code == 302
    assert client.get(OWN_URL).context["actor"].post_id == second.pk
    assert AuditEntry.objects.get(action="post.switched").object_id == second.pk


def test_preferences_follow_to_another_device() -> None:
    person = given_person("township_desk")
    client = signed_in(person)
    client.post(OWN_URL, {"language": "en", "theme": "dark", "large_type": "on"})
    other = Client()
    answer = post_credentials(other, person)
    assert answer.cookies["pingan_theme"].value == "dark"
    assert answer.cookies["pingan_type"].value == "large"
    assert answer.cookies["django_language"].value == "en"
    assert "My account" in other.get(OWN_URL).content.decode()


def test_the_audit_administrator_reads_everything_and_an_auditor_the_own_area() -> None:
    places = given_two_counties()
    here = log(actor=actor_of(given_person("leader", places.township).post), action="export.csv")
    there = log(actor=actor_of(given_person("leader", places.foreign_township).post), action="export.csv")
    nowhere = log(actor=None, action="sign_in.failed", result="failed")
    admin = signed_in(given_person("audit_admin", places.county))
    auditor = signed_in(given_person("auditor", places.county))
    for client, expected in ((admin, {here.pk, there.pk, nowhere.pk}), (auditor, {here.pk})):
        shown = {entry.pk for entry, *_words in client.get("/audit/").context["entries"]}
        assert shown & {here.pk, there.pk, nowhere.pk} == expected
        for pk in (here.pk, there.pk, nowhere.pk):
            assert client.get(f"/audit/{pk}/").status_code == (200 if pk in expected else 404)


def test_nobody_can_change_or_delete_an_entry_on_any_page() -> None:
    entry = log(actor=None, action="export.csv")
    for role in ("audit_admin", "system_admin", "security_admin", "auditor"):
        client = signed_in(given_person(role))
        for method in ("post", "put", "patch", "delete"):
            for path in ("/audit/", f"/audit/{entry.pk}/"):
                assert getattr(client, method)(path).status_code in {403, 405}, (role, method, path)
    entry.refresh_from_db()


def test_the_log_is_filtered_by_act_person_result_and_day() -> None:
    places = given_two_counties()
    leader = given_person("leader", places.township)
    wanted = log(actor=actor_of(leader.post), action="personal_data.reveal", reason="核实")
    log(actor=actor_of(leader.post), action="personal_data_other", result="refused")
    client = signed_in(given_person("audit_admin"))
    today = timezone.localdate()

    def shown(**query: str) -> set[int]:
        return {entry.pk for entry, *_words in client.get("/audit/", query).context["entries"]}

    assert shown(action="personal_data") == {wanted.pk}
    assert wanted.pk in shown(q=leader.user.name)
    assert wanted.pk not in shown(result="refused")
    assert wanted.pk in shown(day_from=today.isoformat(), day_to=today.isoformat())
    assert wanted.pk not in shown(day_from=(today + timedelta(days=1)).isoformat())
    assert (
        client.get("/audit/", {"day_to": "9999-12-31", "object_id": "x", "cursor": "abc"}).status_code == 200
    )


def test_the_log_pages_by_cursor_and_as_a_fragment() -> None:
    for number in range(60):
        log(actor=None, action="test.row", data={"number": number})
    client = signed_in(given_person("audit_admin"))
    first = client.get("/audit/", {"action": "test"})
    second = client.get("/audit/" + first.context["page"].next_url)
    numbers = [
        entry.data["number"] for entry, *_words in [*first.context["entries"], *second.context["entries"]]
    ]
    assert numbers == list(range(59, -1, -1))
    fragment = client.get("/audit/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert 'id="entries"' in fragment


def test_pages_of_administrators_hold_no_query_per_row(django_assert_max_num_queries: object) -> None:
    security = signed_in(given_person("security_admin"))
    security.get("/posts/")
    for _ in range(30):
        given_person("leader")
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        assert len(security.get("/posts/").context["page"].rows) > 30
