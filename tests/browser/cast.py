"""Who plays in the stories: the school's people, and for each story a class, a teacher and children of its own."""

from __future__ import annotations

from dataclasses import dataclass

SLUG = "mihon"
PRINCIPAL, VICE_PRINCIPAL, GUIDANCE_HEAD = "校長田 試", "教頭田 試", "生徒田 試"
GRADE_HEAD, TEACHER = "学年田 試", "教諭田 試"
NURSE, COUNSELLOR, SOCIAL_WORKER = "養護田 試", "相談田 試", "福祉田 試"
ACADEMIC_HEAD = "教務田 試"
BOARD_OFFICER = "市教田 試"


@dataclass(frozen=True)
class Cast:
    """One story's own people, so that stories do not meet: class 3年`label`組."""

    label: str
    homeroom: str
    victim: str
    perpetrator: str
    witness: str

    @property
    def class_name(self) -> str:
        """「3年11組」."""
        return f"3年{self.label}組"


def _cast(number: int, homeroom: str, *children: str) -> Cast:
    victim, perpetrator, witness = (f"{family} 子" for family in children)
    return Cast(str(10 + number), f"{homeroom} 試", victim, perpetrator, witness)


CASTS: dict[str, Cast] = {
    "resolution": _cast(1, "蒼井", "朝比奈", "有馬", "赤羽"),
    "watching": _cast(2, "伊集院", "伊吹", "乾", "岩淵"),
    "no_improvement": _cast(3, "鵜飼", "宇佐美", "梅津", "瓜生"),
    "named_teacher": _cast(4, "江藤", "榎本", "遠山", "恵比寿"),
    "named_guidance": _cast(5, "大河内", "荻野", "尾形", "折原"),
    "phone": _cast(6, "柏木", "風間", "兼子", "川越"),
    "bad_lines": _cast(7, "桐生", "菊池", "衣笠", "北条"),
    "named_principal": _cast(15, "駒井", "小暮", "古関", "駒形"),
    "two_at_once": _cast(8, "熊谷", "倉持", "栗原", "黒川"),
    "two_way_talk": _cast(21, "手島", "寺尾", "照井", "富樫"),
    "note_takers": _cast(22, "纐纈", "小早川", "近衛", "後閑"),
    "hearing_day": _cast(11, "佐伯", "榊", "真田", "志摩"),
    "home_visit": _cast(12, "瀬戸", "曽我", "園田", "反町"),
    "survey_lesson": _cast(31, "千田", "高梨", "巽", "棚橋"),
    "survey_reading": _cast(32, "津久井", "月岡", "槌谷", "常盤"),
    "room_plain": _cast(23, "間宮", "水無瀬", "箕輪", "向井"),
    "room_keys": _cast(24, "村雨", "百瀬", "森脇", "門馬"),
    "interview": _cast(34, "仲村渠", "名護", "中曽根", "根岸"),
    "absence": _cast(33, "滝沢", "高峰", "田所", "谷垣"),
    "serious": _cast(36, "沼田", "根本", "野沢", "羽田野"),
    "claim": _cast(35, "仁科", "新妻", "貫井", "沼尻"),
    "board": _cast(42, "早乙女", "葉山", "羽生", "浜口"),
    "papers": _cast(41, "鳴門", "二階堂", "布川", "野呂"),
    "plan_year": _cast(43, "羽賀", "波多野", "服部", "東海林"),
    "good_points": _cast(65, "保坂", "穂積", "堀越", "本郷"),
    "edition": _cast(55, "蛭田", "日比野", "姫野", "弘中"),
    "newsletter": _cast(61, "深津", "本庄", "真鍋", "美濃部"),
    "files": _cast(9, "剣持", "下条", "城島", "須磨"),
}
